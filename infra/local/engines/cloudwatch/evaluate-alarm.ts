import type { Alarm } from '#infra/local/engines/cloudwatch/alarm';
import { type MetricMinute, statisticOf } from '#infra/local/engines/cloudwatch/metric';

export type AlarmValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface Verdict {
  readonly value: AlarmValue;
  readonly reason: string;
}

/** The periods that count at an instant, oldest first: `[from, to)` in milliseconds. */
export function periodsOf(alarm: Alarm, nowMilliseconds: number): { from: number; to: number }[] {
  const period = alarm.periodSeconds * 1000;
  const current = Math.floor(nowMilliseconds / period);
  // A running period can already be too much; whether it is too little shows only at its end.
  const last = alarm.operator.startsWith('Less') ? current - 1 : current;
  return Array.from({ length: alarm.evaluationPeriods }, (_, at) => {
    const index = last - alarm.evaluationPeriods + 1 + at;
    return { from: index * period, to: (index + 1) * period };
  });
}

/** What the alarm says now; `undefined` leaves it as it is. */
export function evaluateAlarm(
  alarm: Alarm,
  minutes: readonly MetricMinute[],
  nowMilliseconds: number,
): Verdict | undefined {
  const datapoints = periodsOf(alarm, nowMilliseconds).map(({ from, to }) =>
    statisticOf(
      minutes.filter(({ atMilliseconds }) => atMilliseconds >= from && atMilliseconds < to),
      alarm.statistic,
    ),
  );
  const present = datapoints.filter((value) => value !== undefined);
  const missing = datapoints.length - present.length;
  const breaching = present.filter((value) => isBreaching(alarm, value)).length;
  const counted = breaching + (alarm.treatMissingData === 'breaching' ? missing : 0);
  const shown = present.length === 0 ? 'no datapoints were received' : `[${present.join(', ')}]`;
  if (counted >= alarm.datapointsToAlarm)
    return {
      value: 'ALARM',
      reason: `Threshold Crossed: ${counted} out of the last ${datapoints.length} datapoints ${shown} was ${wordsOf(alarm)} the threshold (${alarm.threshold}) (minimum ${alarm.datapointsToAlarm} datapoints for OK -> ALARM transition).`,
    };
  if (present.length === 0 && alarm.treatMissingData === 'ignore') return undefined;
  if (present.length === 0 && alarm.treatMissingData === 'missing')
    return { value: 'INSUFFICIENT_DATA', reason: `Insufficient Data: ${shown}.` };
  const ok = `Threshold not crossed: ${shown} was not ${wordsOf(alarm)} the threshold (${alarm.threshold}) often enough.`;
  return { value: 'OK', reason: ok };
}

function isBreaching({ operator, threshold }: Alarm, value: number): boolean {
  switch (operator) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}

const wordsOf = ({ operator }: Alarm) =>
  operator
    .replace(/Threshold$/, '')
    .replace(/([A-Z])/g, ' $1')
    .trim()
    .toLowerCase();
