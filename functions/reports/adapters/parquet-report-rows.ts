import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  BOOLEAN,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { openWorkDatabase, sqlText, type WorkDatabase } from '#platform/clients/duckdb';
import { deleteKeys, listKeys, makeWorkDirectory, uploadFile } from '#platform/clients/s3-files';
import { lakeKeys, partName } from '#reports/lake-keys';
import type { ReportRows, RowsWriter } from '#reports/ports';
import type { Report } from '#reports/report';
import type { ReportRow } from '#reports/report-row';
import distinctTracks from '../sql/distinct-tracks.sql' with { type: 'text' };
import reportRows from '../sql/report-rows.sql' with { type: 'text' };

function reportSelect({ provider, period = 'unknown', reportId }: Report): string {
  return `select ${sqlText(provider)} as provider, ${sqlText(period)} as period, ${sqlText(reportId)} as report_id`;
}

/** Rows of one Parquet part. Bounds the memory, since the dictionaries start anew with each part. */
const PART_ROWS = 196_608;
const CHUNK_ROWS = 2048;
const MEMORY_MEGABYTES = 256;
/** Separates the cells on the way to DuckDB, whose threads make JSON of them; a cell that holds one shows as two. */
const CELL_SEPARATOR = '\u001f';

/** Writes mapped rows as Parquet parts into the lake, by DuckDB's threads while the caller reads on. */
export class ParquetReportRows implements ReportRows {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async write(report: Report): Promise<RowsWriter> {
    const database = await openWorkDatabase(await makeWorkDirectory(), MEMORY_MEGABYTES);
    const connection = await database.connect();
    return new PartsWriter(database, connection, {
      publish: (key, path) => uploadFile(this.#s3, { bucket: this.#bucket, key }, path),
      listed: (prefix) => listKeys(this.#s3, this.#bucket, prefix),
      remove: (keys) => deleteKeys(this.#s3, this.#bucket, keys),
      report: reportSelect(report),
      rows: lakeKeys.rows(report),
      tracks: lakeKeys.tracks(report),
    });
  }
}

interface Target {
  readonly report: string;
  publish(key: string, path: string): Promise<void>;
  listed(prefix: string): Promise<readonly string[]>;
  remove(keys: readonly string[]): Promise<void>;
  readonly rows: string;
  readonly tracks: string;
}

class PartsWriter implements RowsWriter {
  readonly #database: WorkDatabase;
  readonly #connection: DuckDBConnection;
  readonly #target: Target;
  #ordinal = 0;
  #partOrdinal = 0;
  #part: Part | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #failure: unknown;
  #isClosed = false;

  constructor(database: WorkDatabase, connection: DuckDBConnection, target: Target) {
    this.#database = database;
    this.#connection = connection;
    this.#target = target;
  }

  append(row: ReportRow): Promise<void> | undefined {
    const part = this.#part;
    if (part === undefined) return this.#startPart().then(() => this.append(row));
    this.#ordinal += 1;
    part.append(this.#ordinal, row);
    return part.rows < PART_ROWS ? undefined : this.#finishPart();
  }

  async close(): Promise<void> {
    if (this.#part === undefined && this.#partOrdinal === 0) await this.#startPart();
    await this.#finishPart();
    await this.#flushing;
    if (this.#failure !== undefined) throw this.#failure;
    await this.#removeLeftovers();
    await this.abandon();
  }

  async abandon(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#flushing;
    await this.#database.close();
  }

  async #startPart(): Promise<void> {
    this.#partOrdinal += 1;
    this.#part = await Part.start(this.#connection, this.#partOrdinal);
  }

  /** Hands the part to DuckDB's threads; waits only for the part before, so that two are in memory at most. */
  async #finishPart(): Promise<void> {
    const part = this.#part;
    this.#part = undefined;
    await this.#flushing;
    if (this.#failure !== undefined) throw this.#failure;
    if (part === undefined) return;
    part.end();
    this.#flushing = this.#flush(part).catch((error: unknown) => {
      this.#failure = error;
    });
  }

  async #flush(part: Part): Promise<void> {
    const name = partName(part.ordinal);
    const connection = await this.#database.connect();
    for (const [prefix, select] of [
      [this.#target.rows, reportRows],
      [this.#target.tracks, distinctTracks],
    ] as const) {
      const path = join(this.#database.directory, `${select === reportRows ? 'rows' : 'tracks'}-${name}`);
      await connection.run(
        `copy (${part.named(select, this.#target.report)}) to ${sqlText(path)} (format parquet, compression snappy)`,
      );
      await this.#target.publish(prefix + name, path);
    }
    await connection.run(part.dropStatement());
  }

  /** An earlier attempt that got further left parts behind that are not of this one. */
  async #removeLeftovers(): Promise<void> {
    for (const prefix of [this.#target.rows, this.#target.tracks]) {
      const last = prefix + partName(this.#partOrdinal);
      const leftovers = (await this.#target.listed(prefix)).filter((key) => key > last);
      if (leftovers.length > 0) await this.#target.remove(leftovers);
    }
  }
}

const TRACKS: readonly DuckDBType[] = [INTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR];
const CONTEXTS: readonly DuckDBType[] = [
  ...[INTEGER, VARCHAR, VARCHAR, BOOLEAN, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR],
];
const CODES: readonly DuckDBType[] = [INTEGER, INTEGER, INTEGER, INTEGER, VARCHAR, VARCHAR];
const CREATE = `
  create table codes_N (ordinal integer, line integer, track_code integer, context_code integer, amount varchar, raw varchar);
  create table tracks_N (code integer, isrc varchar, upc varchar, track_key varchar, title varchar, artist varchar);
  create table contexts_N (code integer, sheet varchar, currency varchar, payable boolean, filter varchar, units varchar,
    store varchar, territory varchar, sale_period varchar, transaction_kind varchar)`;

/** The rows of one part: tracks and contexts once each, and per row their codes, the amount and the cells. */
class Part {
  readonly ordinal: number;
  readonly #codes: ChunkBuffer;
  readonly #tracks: ChunkBuffer;
  readonly #contexts: ChunkBuffer;
  readonly #trackCodes = new TrackCodes();
  readonly #contextCodes = new Map<string, number>();
  rows = 0;

  private constructor(ordinal: number, buffers: readonly [ChunkBuffer, ChunkBuffer, ChunkBuffer]) {
    this.ordinal = ordinal;
    [this.#codes, this.#tracks, this.#contexts] = buffers;
  }

  static async start(connection: DuckDBConnection, ordinal: number): Promise<Part> {
    await connection.run(CREATE.replaceAll('_N', `_${ordinal}`));
    return new Part(ordinal, [
      new ChunkBuffer(await connection.createAppender(`codes_${ordinal}`), CODES),
      new ChunkBuffer(await connection.createAppender(`tracks_${ordinal}`), TRACKS),
      new ChunkBuffer(await connection.createAppender(`contexts_${ordinal}`), CONTEXTS),
    ]);
  }

  append(ordinal: number, row: ReportRow): void {
    this.rows += 1;
    const { code, isNew } = this.#trackCodes.codeOf(row);
    if (isNew) this.#tracks.append([code, row.isrc, row.upc, row.trackKey, row.title, row.artist]);
    const context = this.#contextCode(row);
    this.#codes.append([ordinal, row.line, code, context, row.amountText, row.cells.join(CELL_SEPARATOR)]);
  }

  end(): void {
    this.#codes.close();
    this.#tracks.close();
    this.#contexts.close();
  }

  /** The SQL with this part's tables under the names that it uses. */
  named(select: string, report: string): string {
    const tables = ['tracks', 'contexts'].map((name) => `${name} as (select * from ${name}_${this.ordinal})`);
    const codes = `codes as (select * replace (to_json(string_split(raw, chr(31))) as raw) from codes_${this.ordinal})`;
    return `with report as (${report}), ${codes}, ${tables.join(', ')} ${select}`;
  }

  dropStatement(): string {
    return ['codes', 'tracks', 'contexts'].map((name) => `drop table ${name}_${this.ordinal}`).join('; ');
  }

  #contextCode(row: ReportRow): number {
    const { sheet, currency, payable, filter, units, store, territory, salePeriod, transactionKind } = row;
    const key = `${store}\n${territory}\n${salePeriod}\n${units}\n${transactionKind}\n${currency}\n${payable}\n${filter}\n${sheet}`;
    const known = this.#contextCodes.get(key);
    if (known !== undefined) return known;
    const code = this.#contextCodes.size;
    this.#contextCodes.set(key, code);
    this.#contexts.append([
      code,
      sheet,
      currency,
      payable,
      filter,
      units,
      store,
      territory,
      salePeriod,
      transactionKind,
    ]);
    return code;
  }
}

interface CodedTrack {
  readonly row: Pick<ReportRow, 'isrc' | 'upc' | 'trackKey' | 'title' | 'artist'>;
  readonly code: number;
}

/** Longer lists of tracks under one identifier are looked up by all their fields instead. */
const VARIANTS_MAX = 8;

/** Gives every distinct track a code. Found by its identifier first, since making a key of all fields costs most. */
class TrackCodes {
  readonly #byIdentifier = new Map<string, CodedTrack[]>();
  readonly #byAllFields = new Map<string, number>();
  #count = 0;

  codeOf({ isrc, upc, trackKey, title, artist }: ReportRow): { readonly code: number; readonly isNew: boolean } {
    const identifier = isrc || upc || trackKey || title;
    const variants = this.#byIdentifier.get(identifier);
    for (const { row, code } of variants ?? []) {
      const isSame = row.isrc === isrc && row.upc === upc && row.trackKey === trackKey;
      if (isSame && row.title === title && row.artist === artist) return { code, isNew: false };
    }
    const row = { isrc, upc, trackKey, title, artist };
    if (variants === undefined) {
      this.#byIdentifier.set(identifier, [{ row, code: this.#count }]);
    } else if (variants.length < VARIANTS_MAX) {
      variants.push({ row, code: this.#count });
    } else {
      const key = JSON.stringify(row);
      const known = this.#byAllFields.get(key);
      if (known !== undefined) return { code: known, isNew: false };
      this.#byAllFields.set(key, this.#count);
    }
    this.#count += 1;
    return { code: this.#count - 1, isNew: true };
  }
}

/** Gathers rows and appends them chunk by chunk. */
class ChunkBuffer {
  readonly #appender: DuckDBAppender;
  readonly #types: readonly DuckDBType[];
  #rows: (readonly DuckDBValue[])[] = [];

  constructor(appender: DuckDBAppender, types: readonly DuckDBType[]) {
    this.#appender = appender;
    this.#types = types;
  }

  append(row: readonly DuckDBValue[]): void {
    this.#rows.push(row);
    if (this.#rows.length === CHUNK_ROWS) this.#flush();
  }

  close(): void {
    this.#flush();
    this.#appender.closeSync();
  }

  #flush(): void {
    if (this.#rows.length === 0) return;
    const chunk = DuckDBDataChunk.create(this.#types, this.#rows.length);
    chunk.setRows(this.#rows);
    this.#appender.appendDataChunk(chunk);
    this.#rows = [];
  }
}
