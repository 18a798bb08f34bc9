import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

export const METRICS_NAMESPACE = 'Pennywhistle';

const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'pennywhistle';

export const metrics = new Metrics({
  namespace: METRICS_NAMESPACE,
  serviceName: functionName,
  defaultDimensions: { function_name: functionName },
});

/** Counts something for the operators, e.g. `countMetric('ReportsQuarantined')`; flushed as EMF when the call ends. */
export function countMetric(name: string, count = 1): void {
  metrics.addMetric(name, MetricUnit.Count, count);
}

/** Records what percent `part` is of `whole`; nothing of nothing is recorded. Its average over calls is what alarms. */
export function recordPercent(name: string, part: number, whole: number): void {
  if (whole > 0) metrics.addMetric(name, MetricUnit.Percent, (100 * part) / whole);
}
