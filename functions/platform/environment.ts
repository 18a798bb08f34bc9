import { z } from 'zod';

/** Every environment variable a function may be given; infra sets them, handlers read them through `readEnvironment`. */
const schema = z.object({
  DROPS_BUCKET: z.string(),
  LAKE_BUCKET: z.string(),
  DOCUMENTS_BUCKET: z.string(),
  LEDGER_TABLE: z.string(),
  CONTROL_TABLE: z.string(),
  EVENT_BUS: z.string(),
  PLAYS_STREAM: z.string(),
  PLAYS_FEED_QUEUE_URL: z.string(),
  FAILED_PLAYS_QUEUE_URL: z.string(),
  ATHENA_WORKGROUP: z.string(),
  GLUE_DATABASE: z.string(),
  INGEST_REPORT_ARN: z.string(),
  INGEST_DROP_ARN: z.string(),
  CLOSE_PERIOD_ARN: z.string(),
  RECOMPUTE_PERIOD_ARN: z.string(),
  RUN_AUDIT_ARN: z.string(),
  PAYOUT_RUN_ARN: z.string(),
});

export type EnvironmentName = keyof z.infer<typeof schema>;

/** Reads the named variables; throws, naming what is missing, when the template forgot one. */
export function readEnvironment<Name extends EnvironmentName>(...names: readonly Name[]): Record<Name, string> {
  const wanted = Object.fromEntries(names.map((name) => [name, true] as const)) as Record<Name, true>;
  return schema.pick(wanted as never).parse(process.env) as Record<Name, string>;
}
