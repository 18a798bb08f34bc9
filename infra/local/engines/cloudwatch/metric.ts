/** What identifies a metric. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What one minute of a metric adds up to. */
export interface MetricMinute {
  readonly atMilliseconds: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly count: number;
}

/** Values of one metric that arrive together. */
export interface MetricValues extends Omit<MetricMinute, 'atMilliseconds'> {
  readonly metric: Metric;
  readonly atMilliseconds: number;
}

export const STATISTICS = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** One text per metric, whatever order its dimensions are said in. */
export function metricKey({ namespace, name, dimensions }: Metric): string {
  const sorted = Object.entries(dimensions).sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}

/** The values as one arrival; `undefined` when there is none. */
export function valuesOf(metric: Metric, atMilliseconds: number, values: readonly number[]): MetricValues | undefined {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return undefined;
  return {
    metric,
    atMilliseconds,
    sum: finite.reduce((sum, value) => sum + value, 0),
    minimum: finite.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    maximum: finite.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
    count: finite.length,
  };
}

/** A statistic over minutes; `undefined` where there is no data. */
export function statisticOf(
  minutes: readonly Omit<MetricMinute, 'atMilliseconds'>[],
  statistic: Statistic,
): number | undefined {
  if (minutes.length === 0) return undefined;
  const sum = minutes.reduce((total, minute) => total + minute.sum, 0);
  const count = minutes.reduce((total, minute) => total + minute.count, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return count;
    case 'Average':
      return sum / count;
    case 'Minimum':
      return Math.min(...minutes.map(({ minimum }) => minimum));
    case 'Maximum':
      return Math.max(...minutes.map(({ maximum }) => maximum));
  }
}
