import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { physicalName } from '#infra/constructs/stage';

const NAME = 'royalty-alarms';
const CLOUDWATCH = new ServicePrincipal('cloudwatch.amazonaws.com');

/**
 * The action of every alarm of the stage: it publishes to the one alarm topic, by its name. A reference would make every
 * stack depend on the operations stack, which shows them all and so depends on them.
 */
export function publishToAlarmTopic(scope: Construct): IAlarmAction {
  const resource = physicalName(scope, NAME);
  return { bind: () => ({ alarmActionArn: Stack.of(scope).formatArn({ service: 'sns', resource }) }) };
}

/** The topic that every alarm of the stage publishes to: encrypted, over TLS alone, by this account's alarms alone. */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, { keyPendingWindow }: { readonly keyPendingWindow: Duration }) {
    // CloudWatch cannot publish under the account's own key for SNS, whose policy does not name it.
    const key = new Key(scope, `${id}Key`, {
      description: 'Notifications of alarms on their way',
      enableKeyRotation: true,
      pendingWindow: keyPendingWindow,
      // A notification that was delivered needs it no more, and none is kept.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(scope, id, { topicName: physicalName(scope, NAME), masterKey: key, enforceSSL: true });
    const { account } = Stack.of(scope);
    const ofThisAccount = { StringEquals: { 'aws:SourceAccount': account } };
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsEncrypt',
        effect: Effect.ALLOW,
        principals: [CLOUDWATCH],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: ofThisAccount,
      }),
    );
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsPublish',
        effect: Effect.ALLOW,
        principals: [CLOUDWATCH],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: ofThisAccount,
      }),
    );
  }
}
