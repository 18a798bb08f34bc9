import { join } from 'node:path';
import type { GlueCatalog } from '#infra/local/engines/athena/glue-catalog';
import { parseS3Location } from '#infra/local/engines/athena/lake-views';
import { outputLocationOf, type QueryExecution } from '#infra/local/engines/athena/query-execution';
import { readResult } from '#infra/local/engines/athena/result-file';
import { runQuery } from '#infra/local/engines/athena/run-query';
import type { ObjectStore } from '#infra/local/engines/s3/object-store';
import type { TrinoResult } from '#test/support/trino/trino-server';

interface LocalQuery {
  readonly sql: string;
  /** Literals, as Athena takes execution parameters. */
  readonly parameters: readonly string[];
  readonly store: ObjectStore;
  readonly catalog: GlueCatalog;
  readonly directory: string;
}

const RESULTS = 'query-results';

/** What the local Athena answers, by the very code that serves it. */
export async function onDuckdb({ sql, parameters, store, catalog, directory }: LocalQuery): Promise<TrinoResult> {
  const [database = ''] = catalog.databases;
  store.ensureBucket({ name: RESULTS, eventBridge: false });
  const execution: QueryExecution = {
    id: 'conformance',
    query: sql,
    parameters: [...parameters],
    workGroup: 'royalty',
    database,
    outputPrefix: `s3://${RESULTS}/`,
    state: 'RUNNING',
    kind: 'select',
    submittedAt: 0,
  };
  const environment = {
    catalog,
    store,
    knownColumns: new Map(),
    directory: join(directory, 'engine'),
    memoryLimit: '512MB',
    threads: 2,
  };
  const hooks = { onConnection: () => undefined, onFillingTarget: () => undefined };
  const { columns = [] } = await runQuery(execution, environment, hooks);
  const output = parseS3Location(outputLocationOf(execution));
  const record = store.index.object(output.bucket, output.key);
  if (record === undefined) throw new Error(`${output.key} was not written`);
  const { rows } = await readResult(store.pathOf(record), 0, Number.MAX_SAFE_INTEGER);
  const typeOf = ({ type, precision, scale }: (typeof columns)[number]) =>
    type === 'decimal' ? `decimal(${precision},${scale})` : type;
  return { columns: columns.map((column) => ({ name: column.name, type: typeOf(column) })), rows: rows.slice(1) };
}
