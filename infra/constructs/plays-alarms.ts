import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { alarmOn } from '#infra/constructs/royalty-alarms';
import type { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { physicalName } from '#infra/constructs/stage';

/** More than one record in a hundred: some client or producer writes what nobody can pay. */
const QUARANTINED_PERCENT_MAX = 1;

/** Alarms on the part of records that a function quarantines (R2), averaged over its calls of five minutes. */
export function alarmOnQuarantine(fn: RoyaltyFunction): void {
  const name = physicalName(fn, fn.node.id);
  alarmOn(fn, 'Quarantined', {
    description: `${name} quarantines ${QUARANTINED_PERCENT_MAX} % or more of what arrives: those plays are not paid; plays_quarantined says why`,
    metric: new Metric({
      namespace: 'Pennywhistle',
      metricName: 'PlaysQuarantinedPercent',
      dimensionsMap: { service: name, function_name: name },
      statistic: 'Average',
      period: Duration.minutes(5),
    }),
    threshold: QUARANTINED_PERCENT_MAX,
  });
}
