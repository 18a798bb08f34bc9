import { z } from 'zod';
import { type MetricValues, valuesOf } from '#infra/local/engines/cloudwatch/metric';
import { textOf } from '#infra/local/json';

const embedded = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** The metrics of a log line in Embedded Metric Format; none for any other line. */
export function embeddedMetricsOf(line: string): MetricValues[] {
  if (!line.includes('"_aws"')) return [];
  const parsed = embedded.safeParse(parseJson(line.slice(line.indexOf('{'))));
  if (!parsed.success) return [];
  const { _aws: directive, ...members } = parsed.data;
  return directive.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, textOf(members[name]) ?? '']));
      return Metrics.flatMap(({ Name: name }) => {
        const member = members[name];
        const values = (Array.isArray(member) ? member : [member]).filter((value) => typeof value === 'number');
        return valuesOf({ namespace, name, dimensions }, directive.Timestamp, values) ?? [];
      });
    }),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
