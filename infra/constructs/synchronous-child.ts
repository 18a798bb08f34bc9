import { ArnFormat } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '#infra/constructs/acknowledge';
import type { RoyaltyStateMachine } from '#infra/constructs/royalty-state-machine';
import { physicalName } from '#infra/constructs/stage';

/** `startExecution.sync:2` starts the child, watches it through a rule that Step Functions keeps, and stops it with its parent. */
export function allowSynchronousChild(machine: RoyaltyStateMachine, child: RoyaltyStateMachine): void {
  const { stack } = machine;
  const executions = `execution:${physicalName(machine, child.node.id)}:*`;
  const statesArn = (resource: string) =>
    stack.formatArn({ service: 'states', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  machine.addToRolePolicy(
    new PolicyStatement({ actions: ['states:StartExecution'], resources: [child.stateMachineArn] }),
  );
  machine.addToRolePolicy(
    new PolicyStatement({
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [statesArn(executions)],
    }),
  );
  machine.addToRolePolicy(
    new PolicyStatement({
      actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      resources: [
        stack.formatArn({ service: 'events', resource: 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule' }),
      ],
    }),
  );
  acknowledge(
    machine,
    `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:${executions}]`,
    'The executions of a child have names that nobody knows beforehand.',
  );
}
