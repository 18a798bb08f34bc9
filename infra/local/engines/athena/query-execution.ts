import { z } from 'zod';

const column = z.object({ name: z.string(), type: z.string(), precision: z.number(), scale: z.number() });

/** One execution as it is kept. Times are virtual milliseconds since the epoch. */
export const queryExecution = z.object({
  id: z.string(),
  token: z.string().optional(),
  query: z.string(),
  parameters: z.array(z.string()),
  workGroup: z.string(),
  database: z.string().optional(),
  outputPrefix: z.string(),
  state: z.enum(['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED']),
  kind: z.enum(['select', 'unload', 'utility']),
  reason: z.string().optional(),
  submittedAt: z.number(),
  completedAt: z.number().optional(),
  columns: z.array(column).optional(),
  rowsUnloaded: z.number().optional(),
  /** An UNLOAD that found its target empty and began to fill it: should it run again, what lies there is its own. */
  isFillingTarget: z.boolean().optional(),
  engineMilliseconds: z.number().optional(),
});
export type QueryExecution = z.infer<typeof queryExecution>;

export const isFinal = ({ state }: QueryExecution) =>
  state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED';

/** `s3://…` of what the execution writes: its CSV, or the manifest of an UNLOAD. */
export function outputLocationOf(execution: QueryExecution): string {
  const suffix = execution.kind === 'utility' ? '.txt' : '.csv';
  return `${execution.outputPrefix}${execution.id}${execution.kind === 'unload' ? '' : suffix}`;
}

export const manifestLocationOf = (execution: QueryExecution) =>
  `${execution.outputPrefix}${execution.id}-manifest.csv`;

/** The execution as GetQueryExecution answers it. */
export function describeExecution(execution: QueryExecution): Record<string, unknown> {
  const { id, query, parameters, workGroup, database, state, kind, reason, submittedAt, completedAt } = execution;
  return {
    QueryExecutionId: id,
    Query: query,
    StatementType: kind === 'utility' ? 'UTILITY' : 'DML',
    SubstatementType: kind === 'unload' ? 'UNLOAD' : kind === 'select' ? 'SELECT' : undefined,
    ResultConfiguration: { OutputLocation: outputLocationOf(execution) },
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
    QueryExecutionContext: { Database: database, Catalog: 'awsdatacatalog' },
    ...(parameters.length > 0 && { ExecutionParameters: parameters }),
    Status: {
      State: state,
      StateChangeReason: reason,
      SubmissionDateTime: submittedAt / 1000,
      CompletionDateTime: completedAt === undefined ? undefined : completedAt / 1000,
      ...(state === 'FAILED' && {
        AthenaError: { ErrorCategory: 2, ErrorType: 1000, Retryable: false, ErrorMessage: reason },
      }),
    },
    Statistics: {
      EngineExecutionTimeInMillis: execution.engineMilliseconds ?? 0,
      TotalExecutionTimeInMillis: execution.engineMilliseconds ?? 0,
      DataScannedInBytes: 0,
      ...(kind === 'unload' && { DataManifestLocation: manifestLocationOf(execution) }),
    },
    WorkGroup: workGroup,
    EngineVersion: {
      SelectedEngineVersion: 'Athena engine version 3',
      EffectiveEngineVersion: 'Athena engine version 3',
    },
  };
}
