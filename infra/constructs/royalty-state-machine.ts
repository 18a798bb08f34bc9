import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { z } from 'zod';
import { acknowledge } from '#infra/constructs/acknowledge';
import { projectRoot } from '#infra/constructs/bundling';
import { alarmOnStateMachine } from '#infra/constructs/royalty-alarms';
import type { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { physicalName } from '#infra/constructs/stage';

export interface RoyaltyStateMachineProps {
  /** By name: `${ParseReportArn}` in the file is the ARN of `functions.ParseReport`, which the machine may invoke. */
  readonly functions: Readonly<Record<string, RoyaltyFunction>>;
  /** Any other `${Placeholder}` of the file. */
  readonly substitutions?: Readonly<Record<string, string>>;
  /** What a person loses when an execution fails, one sentence; it becomes the alarms' text. */
  readonly errorImpact: string;
  /** Of a whole execution; by default it may wait for a person for a year. */
  readonly timeout?: Duration;
}

/**
 * The one way to bind `statemachines/<id>.asl.json`. Throws at synthesis when a placeholder is not bound or a function
 * or substitution is not used, so that the file and the stack cannot drift.
 */
export class RoyaltyStateMachine extends StateMachine {
  readonly errorImpact: string;

  constructor(scope: Construct, id: string, props: RoyaltyStateMachineProps) {
    const stateMachineName = physicalName(scope, id);
    const definition = readFileSync(join(projectRoot, 'statemachines', `${id}.asl.json`), 'utf8');
    const arns = Object.entries(props.functions).map(([name, fn]) => [`${name}Arn`, fn.functionArn] as const);
    const definitionSubstitutions = { ...Object.fromEntries(arns), ...props.substitutions };
    assertBound(id, definition, Object.keys(definitionSubstitutions));
    super(scope, id, {
      stateMachineName,
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions,
      timeout: props.timeout ?? Duration.days(365),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(scope, `${id}-log`, {
          logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
          retention: RetentionDays.ONE_YEAR,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        // Inputs and outputs carry amounts; the history of an execution shows them to whoever may read it.
        includeExecutionData: false,
      },
    });
    this.errorImpact = props.errorImpact;
    for (const fn of Object.values(props.functions)) fn.grantInvoke(this);
    acknowledge(
      this,
      'AwsSolutions-IAM5[Resource::*]',
      'The log-delivery and X-Ray actions of a state machine take no resource but *.',
    );
    for (const [name, fn] of Object.entries(props.functions)) {
      acknowledgeVersions(this, name, fn);
    }
    alarmOnStateMachine(this, props.errorImpact);
  }
}

/** `grantInvoke` covers the function and its versions (`:*`), which are the same code's. */
function acknowledgeVersions(machine: StateMachine, name: string, fn: RoyaltyFunction): void {
  acknowledge(
    machine,
    `AwsSolutions-IAM5[Resource::${arnInFindings(machine, fn)}:*]`,
    `The machine may invoke any version of ${name}, which is this one function.`,
  );
}

const importSchema = z.object({ 'Fn::ImportValue': z.string() });

/** How a finding names a function: by its logical id, or by the export that carries its ARN over from another stack. */
function arnInFindings(machine: StateMachine, fn: RoyaltyFunction): string {
  if (fn.stack === machine.stack) return `<${fn.stack.getLogicalId(fn.node.defaultChild as never)}.Arn>`;
  const exported = fn.stack.exportValue(fn.functionArn);
  return importSchema.parse(machine.stack.resolve(exported))['Fn::ImportValue'];
}

function assertBound(id: string, definition: string, bound: readonly string[]): void {
  const used = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1] ?? ''));
  const unbound = [...used].filter((name) => !bound.includes(name));
  const unused = bound.filter((name) => !used.has(name));
  if (unbound.length + unused.length === 0) return;
  throw new Error(
    `statemachines/${id}.asl.json: bind ${list(unbound)} in the stack; it does not use ${list(unused)}, take that away`,
  );
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
