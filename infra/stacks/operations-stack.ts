import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { AlarmTopic } from '#infra/constructs/alarm-topic';
import { alarmNameOf } from '#infra/constructs/royalty-alarms';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { RoyaltyStateMachine } from '#infra/constructs/royalty-state-machine';
import { physicalName } from '#infra/constructs/stage';

const EMAIL_CONTEXT = 'alarmEmail';
/** As many as CloudWatch shows in one widget. */
const ALARMS_A_WIDGET = 100;
const WIDTH = 24;
const PERIOD = Duration.minutes(5);

/**
 * Who hears of an alarm and where operations look: the topic that every alarm publishes to, and the dashboard of all
 * alarms and the chief metrics. Built last: it shows what the other stacks made, by name.
 */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { description: 'Pennywhistle: operations' });
    const topic = new AlarmTopic(this, 'Alarms', { keyPendingWindow: Duration.days(7) });
    const email: unknown = this.node.tryGetContext(EMAIL_CONTEXT);
    if (email !== undefined) topic.addSubscription(new EmailSubscription(emailAddress(email)));
    new Dashboard(this, 'Dashboard', {
      dashboardName: physicalName(this, 'royalty-operations'),
      widgets: [...this.#alarmWidgets(), ...this.#metricWidgets()].map((widget) => [widget]),
    });
  }

  #others<Kind extends Construct>(isKind: (construct: unknown) => construct is Kind): readonly Kind[] {
    return this.node.root.node.findAll().filter(isKind);
  }

  #alarmWidgets(): readonly IWidget[] {
    const byStack = Map.groupBy(
      this.#others((one) => one instanceof Alarm),
      (alarm) => Stack.of(alarm).stackName,
    );
    return [...byStack].flatMap(([title, alarms]) =>
      Array.from({ length: Math.ceil(alarms.length / ALARMS_A_WIDGET) }, (_, index) => {
        const shown = alarms.slice(index * ALARMS_A_WIDGET, (index + 1) * ALARMS_A_WIDGET);
        return new AlarmStatusWidget({
          title: `Alarms of ${title}`,
          alarms: shown.map((alarm) => this.#alarmByName(alarm)),
          width: WIDTH,
          height: 4 + Math.ceil(shown.length / 6),
        });
      }),
    );
  }

  /** A reference would be an export a time: a stack has 200 of them, and there are more alarms. */
  #alarmByName(alarm: Alarm): IAlarm {
    const { scope = this } = alarm.node;
    const alarmArn = this.formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: alarmNameOf(scope, alarm.node.id),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return Alarm.fromAlarmArn(this, `Shown${alarm.node.addr}`, alarmArn);
  }

  #metricWidgets(): readonly IWidget[] {
    const machines = this.#others((one) => one instanceof RoyaltyStateMachine);
    const functions = this.#others((one) => one instanceof RoyaltyFunction);
    const ofMachines = (metricName: string) =>
      machines.map(({ node }) => {
        const name = physicalName(this, node.id);
        const arn = this.formatArn({
          service: 'states',
          resource: 'stateMachine',
          resourceName: name,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        });
        return metric('AWS/States', metricName, { StateMachineArn: arn }, `${node.id}: ${metricName}`);
      });
    const ofFunctions = (metricName: string) =>
      functions.map(({ node }) =>
        metric('AWS/Lambda', metricName, { FunctionName: physicalName(this, node.id) }, node.id),
      );
    const tables = ['royalty-ledger', 'royalty-control'].map((name) => physicalName(this, name));
    const ofTables = (metricName: string) =>
      tables.map((TableName) => metric('AWS/DynamoDB', metricName, { TableName }, `${TableName}: ${metricName}`));
    const watch = physicalName(this, 'WatchLedger');
    const tampered = metric(
      'Pennywhistle',
      'LedgerTampered',
      { service: watch, function_name: watch },
      'Ledger items changed or removed',
    );
    return [
      new TextWidget({ markdown: '# Chief metrics', width: WIDTH, height: 1 }),
      graph('The ledger is append-only: this stays at zero (R27)', [tampered]),
      graph('Executions', [...ofMachines('ExecutionsStarted'), ...ofMachines('ExecutionsSucceeded')]),
      graph('Executions that failed', [...ofMachines('ExecutionsFailed'), ...ofMachines('ExecutionsTimedOut')]),
      graph('Calls of functions', ofFunctions('Invocations')),
      graph('Errors of functions', ofFunctions('Errors')),
      graph('Capacity of the tables', [
        ...ofTables('ConsumedReadCapacityUnits'),
        ...ofTables('ConsumedWriteCapacityUnits'),
      ]),
      graph('Conflicts and throttling of the tables', [
        ...ofTables('TransactionConflict'),
        ...ofTables('WriteThrottleEvents'),
        ...ofTables('ReadThrottleEvents'),
      ]),
    ];
  }
}

function metric(namespace: string, metricName: string, dimensionsMap: Record<string, string>, label: string): IMetric {
  return new Metric({ namespace, metricName, dimensionsMap, label, statistic: 'Sum', period: PERIOD });
}

function graph(title: string, left: readonly IMetric[]): IWidget {
  return new GraphWidget({ title, left: [...left], width: WIDTH, height: 6 });
}

function emailAddress(value: unknown): string {
  if (typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value)) return value;
  throw new Error(
    `-c ${EMAIL_CONTEXT}=${String(value)} is no e-mail address; -c ${EMAIL_CONTEXT}=ops@example.com is one`,
  );
}
