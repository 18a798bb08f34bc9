import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { collapseAuditedFunctions } from '#infra/local/engines/athena/audited-functions';
import { inSession } from '#infra/local/engines/athena/duckdb-session';
import type { GlueCatalog } from '#infra/local/engines/athena/glue-catalog';
import { createLakeView, type KnownColumns, parseS3Location } from '#infra/local/engines/athena/lake-views';
import { manifestLocationOf, outputLocationOf, type QueryExecution } from '#infra/local/engines/athena/query-execution';
import { writeResult } from '#infra/local/engines/athena/result-file';
import { fillParameters, namesIn, plainStatement } from '#infra/local/engines/athena/sql-text';
import { copySql, parseUnload } from '#infra/local/engines/athena/unload';
import type { ObjectStore } from '#infra/local/engines/s3/object-store';
import { adoptFile } from '#infra/local/engines/s3/object-writes';

export interface QueryEnvironment {
  readonly catalog: GlueCatalog;
  readonly store: ObjectStore;
  readonly knownColumns: KnownColumns;
  /** For spills and for files on their way into the lake. */
  readonly directory: string;
  readonly memoryLimit: string;
  readonly threads: number;
}

export interface QueryHooks {
  /** Told of the connection, whose `interrupt` cancels the query. */
  readonly onConnection: (connection: DuckDBConnection) => void;
  /** Told before the first object of an UNLOAD appears. */
  readonly onFillingTarget: () => void;
}

type Outcome = Pick<QueryExecution, 'columns' | 'rowsUnloaded'>;

/** `select`, `unload` or `utility` by the statement's first word; `undefined` for one that the local Athena does not run. */
export function kindOfStatement(query: string): QueryExecution['kind'] | undefined {
  const statement = plainStatement(query);
  if (/^\(*\s*(select|with|values|explain)\b/i.test(statement)) return 'select';
  if (/^unload\s*\(/i.test(statement)) return 'unload';
  return /^msck\s+repair\s+table\b/i.test(statement) ? 'utility' : undefined;
}

/**
 * Runs one execution to its end: its result lies in S3 when this resolves. Throws an Error whose message is Athena's StateChangeReason.
 */
export async function runQuery(
  execution: QueryExecution,
  environment: QueryEnvironment,
  hooks: QueryHooks,
): Promise<Outcome> {
  const query = collapseAuditedFunctions(execution.query);
  const statement = plainStatement(fillParameters(query, execution.parameters) ?? '');
  const { catalog, store } = environment;
  const folder = join(environment.directory, 'work', execution.id);
  mkdirSync(folder, { recursive: true });
  try {
    if (execution.kind === 'utility') return await saveText(execution, store, join(folder, 'result.txt'));
    const named = namesIn(statement);
    const tables = catalog.tables.filter((table) => named.has(table.name));
    return await inSession(
      {
        memoryLimit: environment.memoryLimit,
        threads: environment.threads,
        spillDirectory: join(folder, 'spill'),
        directories: [
          ...new Set(tables.map((table) => store.directoryOf(parseS3Location(table.location).bucket))),
          folder,
        ],
        databases: catalog.databases,
        names: named,
        database: execution.database,
        async prepare(connection) {
          hooks.onConnection(connection);
          for (const table of tables) await createLakeView(connection, table, store, environment.knownColumns);
        },
      },
      (connection) =>
        execution.kind === 'unload'
          ? runUnload(connection, statement, execution, store, folder, hooks)
          : runSelect(connection, statement, execution, store, folder),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runSelect(
  connection: DuckDBConnection,
  statement: string,
  execution: QueryExecution,
  store: ObjectStore,
  folder: string,
): Promise<Outcome> {
  const file = join(folder, 'result.csv');
  const columns = await writeResult(connection, statement, file);
  await saveBeside(execution, store, folder, { columns });
  await adopt(store, outputLocationOf(execution), file, 'text/csv');
  return { columns };
}

async function runUnload(
  connection: DuckDBConnection,
  statement: string,
  execution: QueryExecution,
  store: ObjectStore,
  folder: string,
  hooks: QueryHooks,
): Promise<Outcome> {
  const unload = parseUnload(statement);
  const { bucket, key } = parseS3Location(unload.target);
  store.bucket(bucket);
  const [standing] = store.index.objectsFrom(bucket, Buffer.from(key), 1);
  if (execution.isFillingTarget === true) emptyTarget(store, bucket, key);
  else if (standing?.key.startsWith(key) === true)
    throw new Error(`HIVE_PATH_ALREADY_EXISTS: Target directory already exists: ${unload.target}`);
  const described = await connection.runAndReadAll(`describe ${unload.select}`);
  const columns = described.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
  refuseMisplacedPartitions(
    columns.map(({ name }) => name.toLowerCase()),
    unload.partitionedBy,
  );
  const output = join(folder, 'unload');
  const copied = await connection.runAndReadAll(copySql(unload, output, columns));
  const files = filesUnder(output).sort();
  hooks.onFillingTarget();
  const locations: string[] = [];
  for (const file of files) {
    const location = `${unload.target}${relative(output, file).split(sep).join('/')}`;
    await adopt(store, location, file, 'application/octet-stream');
    locations.push(location);
  }
  await saveBeside(execution, store, folder, { columns: [] });
  const manifest = join(folder, 'manifest.csv');
  writeFileSync(manifest, locations.map((location) => `${location}\n`).join(''));
  await adopt(store, manifestLocationOf(execution), manifest, 'text/csv');
  return { columns: [], rowsUnloaded: Number(copied.getRows()[0]?.[0] ?? 0) };
}

function emptyTarget(store: ObjectStore, bucket: string, prefix: string): void {
  for (;;) {
    const [first] = store.index.objectsFrom(bucket, Buffer.from(prefix), 1);
    if (first?.key.startsWith(prefix) !== true) return;
    store.remove(bucket, first.key);
  }
}

function refuseMisplacedPartitions(columns: readonly string[], partitionedBy: readonly string[]): void {
  const last = columns.slice(columns.length - partitionedBy.length);
  if (partitionedBy.every((name, at) => name === last[at])) return;
  throw new Error(
    `HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns in the table and in the same order: ${partitionedBy.join(', ')}; the select ends with ${last.join(', ')}`,
  );
}

async function saveText(execution: QueryExecution, store: ObjectStore, file: string): Promise<Outcome> {
  writeFileSync(file, '');
  await adopt(store, outputLocationOf(execution), file, 'text/plain');
  return { columns: [] };
}

async function saveBeside(execution: QueryExecution, store: ObjectStore, folder: string, value: object): Promise<void> {
  const file = join(folder, 'result.metadata');
  writeFileSync(file, JSON.stringify(value));
  await adopt(store, `${outputLocationOf(execution)}.metadata`, file, 'application/octet-stream');
}

async function adopt(store: ObjectStore, location: string, file: string, contentType: string): Promise<void> {
  await adoptFile(store, { ...parseS3Location(location), file, contentType });
}

// COPY writes one file when it has one thread's rows to write, a folder otherwise.
function filesUnder(path: string): string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
