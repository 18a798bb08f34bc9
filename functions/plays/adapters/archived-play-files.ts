import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { assertThat } from '#kernel/errors';
import { sqlText, type WorkDatabase } from '#platform/clients/duckdb';
import { downloadFile } from '#platform/clients/s3-files';
import type { FileRecord, PlayFiles } from '#plays/intake-ports';
import { formatOf, UnreadablePlayFile } from '#plays/play-file';
import { RECORD_BYTES_MAX, readRecord } from '#plays/read-play';
import { type FileLine, splitLines } from '#plays/split-lines';

export interface ArchivedPlayFilesOptions {
  readonly s3: S3Client;
  readonly lakeBucket: string;
  readonly openDatabase: () => Promise<WorkDatabase>;
}

const REQUIRED = [
  'play_id',
  'user_id',
  'track_id',
  'country_id',
  'played_at_ms',
  'duration_played_s',
  'context_type',
] as const;
const OPTIONAL = ['source_playlist_id', 'device_id'] as const;
const HEAD_BYTES = 8;

/** Files of plays in the archive: text is read as it streams by, Parquet from a copy on local disk. */
export function createArchivedPlayFiles(options: ArchivedPlayFilesOptions): PlayFiles {
  return { read: (file) => read(options, file) };
}

type PlayFile = Parameters<PlayFiles['read']>[0];

async function* read(options: ArchivedPlayFilesOptions, file: PlayFile): AsyncGenerator<readonly FileRecord[]> {
  const { s3, lakeBucket } = options;
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: lakeBucket, Key: file.archiveKey }));
  assertThat(Body instanceof Readable, `${file.archiveKey} has no body`);
  const { head, bytes } = await peeked(Body);
  const format = formatOf(head, file.key);
  if (format === 'parquet') {
    Body.destroy();
    yield* parquetRecords(options, file);
    return;
  }
  const text = format === 'ndjson.gz' ? unzipped(bytes, file.key) : bytes;
  for await (const lines of splitLines(text, RECORD_BYTES_MAX)) yield lines.map(recordOf);
}

function recordOf({ line, bytes, isTooLong }: FileLine): FileRecord {
  return isTooLong
    ? { line, text: Buffer.from(bytes).toString('utf8'), fault: 'too_long' }
    : { line, ...readRecord(bytes) };
}

/** The first bytes, and all bytes from the first on. */
async function peeked(body: Readable) {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  let head = Buffer.alloc(0);
  while (head.length < HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const bytes = async function* () {
    yield head;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  };
  return { head, bytes: bytes() };
}

async function* unzipped(bytes: AsyncIterable<Uint8Array>, key: string): AsyncGenerator<Uint8Array> {
  const source = Readable.from(bytes, { objectMode: false });
  const gunzip = createGunzip();
  let sourceError: Error | undefined;
  source.on('error', (error) => {
    sourceError = error;
    gunzip.destroy(error);
  });
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } catch (error) {
    // A connection that broke is no fault of the file.
    if (sourceError !== undefined || !(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'Z_BUF_ERROR')
      throw new UnreadablePlayFile(
        'truncated_gzip',
        `${key} ends in the middle of its gzip stream; drop the whole file`,
      );
    throw new UnreadablePlayFile('broken_gzip', `${key} is damaged (${error.message}); compress and drop it again`);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

async function* parquetRecords(
  { s3, lakeBucket, openDatabase }: ArchivedPlayFilesOptions,
  { archiveKey, key, isArchive }: PlayFile,
): AsyncGenerator<readonly FileRecord[]> {
  const database = await openDatabase();
  try {
    const path = join(database.directory, 'dropped.parquet');
    await downloadFile(s3, { bucket: lakeBucket, key: archiveKey }, path);
    const connection = await database.connect();
    const columns = await wantedColumns(connection, { path, key, isArchive });
    yield* rowsOf(connection, { path, key, columns });
  } finally {
    await database.close();
  }
}

const readerOf = (path: string) => `read_parquet(${sqlText(path)}, file_row_number = true, binary_as_string = true)`;

async function wantedColumns(
  connection: DuckDBConnection,
  { path, key, isArchive }: { readonly path: string; readonly key: string; readonly isArchive: boolean },
): Promise<readonly string[]> {
  const described = await connection
    .runAndReadAll(`describe select * from ${readerOf(path)}`)
    .catch((error: unknown) => damaged({ path, key }, error));
  const present = new Set(described.getRows().map(([name]) => String(name)));
  const required = [...REQUIRED, ...(isArchive ? ['ingested_at_ms'] : [])];
  const missing = required.filter((name) => !present.has(name));
  if (missing.length > 0)
    throw new UnreadablePlayFile(
      'missing_columns',
      `${key} has no column ${missing.join(', ')}; a file of plays has ${required.join(', ')}`,
    );
  return [...required, ...OPTIONAL.filter((name) => present.has(name))];
}

async function* rowsOf(
  connection: DuckDBConnection,
  { path, key, columns }: { readonly path: string; readonly key: string; readonly columns: readonly string[] },
): AsyncGenerator<readonly FileRecord[]> {
  const result = await connection
    .stream(`select file_row_number, ${columns.join(', ')} from ${readerOf(path)}`)
    .catch((error: unknown) => damaged({ path, key }, error));
  for (;;) {
    const chunk = await result.fetchChunk().catch((error: unknown) => damaged({ path, key }, error));
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk.getRows().map(([row, ...values]) => {
      const value = Object.fromEntries(columns.map((name, at) => [name, plainValue(values[at])]));
      return { line: Number(row) + 1, text: JSON.stringify(value), value };
    });
  }
}

/** DuckDB tells of the file where it lies while it is read; whoever dropped it knows it by its key. */
function damaged({ path, key }: { readonly path: string; readonly key: string }, error: unknown): never {
  const [told = ''] = String(error instanceof Error ? error.message : error).split('\n');
  const reason = told.replaceAll(path, () => key);
  throw new UnreadablePlayFile('broken_parquet', `${key} cannot be read as Parquet: ${reason.slice(0, 300)}`);
}

/** Numbers that a double counts exactly as numbers; everything that JSON does not have as a text of its own. */
function plainValue(value: DuckDBValue | undefined): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return typeof value === 'object' && value !== null ? String(value) : value;
}
