import type { Alarm } from '#infra/local/engines/cloudwatch/alarm';
import type { AlarmState } from '#infra/local/engines/cloudwatch/alarm-states';

const REGION_NAME = 'US East (N. Virginia)';

/** What CloudWatch publishes when an alarm enters a state: a subject for people, and JSON as the message. */
export function alarmNotification(
  alarm: Alarm,
  { state, previous }: { readonly state: AlarmState; readonly previous: AlarmState },
): { readonly subject: string; readonly message: string } {
  const message = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    AWSAccountId: '000000000000',
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: new Date(state.changedAt).toISOString().replace('Z', '+0000'),
    Region: REGION_NAME,
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    Trigger: {
      MetricName: alarm.metric.name,
      Namespace: alarm.metric.namespace,
      StatisticType: 'Statistic',
      Statistic: alarm.statistic.toUpperCase(),
      Dimensions: Object.entries(alarm.metric.dimensions).map(([name, value]) => ({ value, name })),
      Period: alarm.periodSeconds,
      EvaluationPeriods: alarm.evaluationPeriods,
      DatapointsToAlarm: alarm.datapointsToAlarm,
      ComparisonOperator: alarm.operator,
      Threshold: alarm.threshold,
      TreatMissingData: alarm.treatMissingData,
    },
  };
  return { subject: `${state.value}: "${alarm.name}" in ${REGION_NAME}`, message: JSON.stringify(message) };
}
