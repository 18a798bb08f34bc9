import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Engine, LocalCloudContext } from '#infra/local/engine';
import { ExecutionStore } from '#infra/local/engines/athena/execution-store';
import { Executions } from '#infra/local/engines/athena/executions';
import { type GlueCatalog, type GlueResource, readGlueCatalog } from '#infra/local/engines/athena/glue-catalog';
import { glueOperations } from '#infra/local/engines/athena/glue-operations';
import { parseS3Location } from '#infra/local/engines/athena/lake-views';
import { namedQueryOperations } from '#infra/local/engines/athena/named-queries';
import { describeExecution, outputLocationOf, type QueryExecution } from '#infra/local/engines/athena/query-execution';
import { readResult } from '#infra/local/engines/athena/result-file';
import { kindOfStatement } from '#infra/local/engines/athena/run-query';
import { fillParameters } from '#infra/local/engines/athena/sql-text';
import { readWorkGroups, type WorkGroup } from '#infra/local/engines/athena/work-groups';
import type { ObjectStore } from '#infra/local/engines/s3/object-store';
import { AwsError } from '#infra/local/wire/aws-error';
import { createJsonEngine } from '#infra/local/wire/json-protocol';

export interface AthenaConfig {
  /** Every resource of the templates; work groups, Glue databases and tables are taken. */
  readonly resources: readonly GlueResource[];
  readonly store: ObjectStore;
  /** Of one query; e.g. `512MB`. */
  readonly memoryLimit?: string;
  /** Queries that run at the same time. */
  readonly concurrent?: number;
}

const RESULTS_MAX = 1000;
const startInput = z.object({
  QueryString: z.string().min(1).max(262_144),
  ClientRequestToken: z.string().min(32).max(128).optional(),
  QueryExecutionContext: z.object({ Database: z.string().optional(), Catalog: z.string().optional() }).optional(),
  ResultConfiguration: z.object({ OutputLocation: z.string().optional() }).optional(),
  WorkGroup: z.string().default('primary'),
  ExecutionParameters: z.array(z.string()).default([]),
});
const idInput = z.object({ QueryExecutionId: z.string() });
const resultsInput = idInput.extend({
  NextToken: z.string().optional(),
  MaxResults: z.number().int().min(1).max(RESULTS_MAX).default(RESULTS_MAX),
});
const batchInput = z.object({ QueryExecutionIds: z.array(z.string()).min(1).max(50) });
const workGroupInput = z.object({ WorkGroup: z.string() });

/** Athena and its Glue catalogue on DuckDB over the lake's files. */
export function createAthenaEngine(context: LocalCloudContext, config: AthenaConfig): Engine {
  const catalog: GlueCatalog = readGlueCatalog(config.resources);
  const workGroups = readWorkGroups(config.resources);
  const directory = join(context.dataDirectory, 'athena');
  const executions = new Executions({
    context,
    store: new ExecutionStore(directory),
    concurrent: config.concurrent ?? 2,
    environment: {
      catalog,
      store: config.store,
      knownColumns: new Map(),
      directory,
      memoryLimit: config.memoryLimit ?? '512MB',
      threads: availableParallelism(),
    },
  });
  const find = (id: string): QueryExecution => {
    const execution = executions.store.find(id);
    if (execution === undefined) throw invalid(`QueryExecution ${id} was not found`);
    return execution;
  };
  return createJsonEngine({
    scopes: ['athena', 'glue'],
    stop: () => executions.stop(),
    operations: {
      ...glueOperations(catalog),
      ...namedQueryOperations(config.resources),
      StartQueryExecution: (input) => startQuery(read(startInput, input), workGroups, executions),
      GetQueryExecution: (input) => ({
        QueryExecution: describeExecution(find(read(idInput, input).QueryExecutionId)),
      }),
      BatchGetQueryExecution(input) {
        const found = read(batchInput, input).QueryExecutionIds.map((id) => ({
          id,
          execution: executions.store.find(id),
        }));
        return {
          QueryExecutions: found.flatMap(({ execution }) =>
            execution === undefined ? [] : [describeExecution(execution)],
          ),
          UnprocessedQueryExecutionIds: found
            .filter(({ execution }) => execution === undefined)
            .map(({ id }) => ({
              QueryExecutionId: id,
              ErrorCode: 'INVALID_INPUT',
              ErrorMessage: `${id} was not found`,
            })),
        };
      },
      ListQueryExecutions: () => ({
        QueryExecutionIds: executions.store
          .list()
          .slice(0, 50)
          .map(({ id }) => id),
      }),
      StopQueryExecution: (input) => executions.cancel(find(read(idInput, input).QueryExecutionId)),
      GetQueryResults: async (input) => {
        const { QueryExecutionId, NextToken, MaxResults } = read(resultsInput, input);
        return await queryResults(find(QueryExecutionId), config.store, NextToken, MaxResults);
      },
      ListWorkGroups: () => ({
        WorkGroups: [...workGroups.values()].map(({ name }) => ({ Name: name, State: 'ENABLED' })),
      }),
      GetWorkGroup(input) {
        const group = workGroupOf(workGroups, read(workGroupInput, input).WorkGroup);
        return { WorkGroup: { Name: group.name, State: 'ENABLED', Configuration: group.configuration } };
      },
    },
  });
}

function startQuery(
  input: z.infer<typeof startInput>,
  workGroups: ReadonlyMap<string, WorkGroup>,
  executions: Executions,
): { QueryExecutionId: string } {
  const { QueryString: query, ClientRequestToken: token, ExecutionParameters: parameters } = input;
  const workGroup = workGroupOf(workGroups, input.WorkGroup);
  const asked = input.ResultConfiguration?.OutputLocation;
  const location = workGroup.isEnforced ? workGroup.outputLocation : (asked ?? workGroup.outputLocation);
  if (location === undefined)
    throw invalid(
      'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.',
    );
  parseLocation(location);
  const known = token === undefined ? undefined : executions.store.findByToken(token);
  if (known !== undefined) {
    if (known.query === query && JSON.stringify(known.parameters) === JSON.stringify(parameters))
      return { QueryExecutionId: known.id };
    throw invalid('Idempotent parameters do not match');
  }
  if (fillParameters(query, parameters) === undefined)
    throw invalid(`The query has another number of parameters than the ${parameters.length} execution parameters`);
  if (kindOfStatement(query) === undefined)
    throw invalid(
      'The local Athena runs SELECT, WITH, VALUES, EXPLAIN, UNLOAD and MSCK REPAIR TABLE; this is another statement',
    );
  const outputPrefix = location.endsWith('/') ? location : `${location}/`;
  const database = input.QueryExecutionContext?.Database?.toLowerCase();
  const execution = executions.start({ query, parameters, outputPrefix, workGroup: workGroup.name, token, database });
  return { QueryExecutionId: execution.id };
}

async function queryResults(
  execution: QueryExecution,
  store: ObjectStore,
  nextToken: string | undefined,
  limit: number,
): Promise<Record<string, unknown>> {
  if (execution.state !== 'SUCCEEDED')
    throw invalid(
      execution.state === 'FAILED' || execution.state === 'CANCELLED'
        ? `Query did not finish successfully. Final query state: ${execution.state}`
        : `Query has not yet finished. Current state: ${execution.state}`,
    );
  const columns = execution.columns ?? [];
  const described = columns.map(({ name, type, precision, scale }) => ({
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: name,
    Label: name,
    Type: type,
    Precision: precision,
    Scale: scale,
    Nullable: 'UNKNOWN',
    CaseSensitive: type === 'varchar',
  }));
  const metadata = { ColumnInfo: described };
  if (execution.kind !== 'select')
    return { UpdateCount: execution.rowsUnloaded ?? 0, ResultSet: { Rows: [], ResultSetMetadata: metadata } };
  const offset = nextToken === undefined ? 0 : Number(Buffer.from(nextToken, 'base64url').toString());
  if (!Number.isSafeInteger(offset) || offset < 0) throw invalid('The NextToken is not one of this result');
  const { bucket, key } = parseS3Location(outputLocationOf(execution));
  const { rows, nextOffset } = await readResult(store.pathOf(store.find(bucket, key)), offset, limit);
  return {
    UpdateCount: 0,
    ResultSet: {
      Rows: rows.map((row) => ({ Data: row.map((value) => (value === undefined ? {} : { VarCharValue: value })) })),
      ResultSetMetadata: metadata,
    },
    ...(nextOffset !== undefined && { NextToken: Buffer.from(String(nextOffset)).toString('base64url') }),
  };
}

function workGroupOf(workGroups: ReadonlyMap<string, WorkGroup>, name: string): WorkGroup {
  const group = workGroups.get(name);
  if (group !== undefined) return group;
  throw invalid(`WorkGroup ${name} is not found; there are ${[...workGroups.keys()].join(', ')}`);
}

function parseLocation(location: string): void {
  try {
    parseS3Location(location);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function read<Shape>(schema: z.ZodType<Shape>, input: unknown): Shape {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalid(z.prettifyError(parsed.error));
}

const invalid = (message: string) => new AwsError('InvalidRequestException', message);
