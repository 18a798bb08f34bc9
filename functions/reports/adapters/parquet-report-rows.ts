import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { BOOLEAN, type DuckDBConnection, type DuckDBType, INTEGER, VARCHAR } from '@duckdb/node-api';
import { openWorkDatabase, sqlText, type WorkDatabase } from '#platform/clients/duckdb';
import { ChunkBuffer } from '#platform/clients/duckdb-append';
import { deleteKeys, listKeys, makeWorkDirectory, uploadFile } from '#platform/clients/s3-files';
import { ContextCodes, type RowContext } from '#reports/context-codes';
import { lakeKeys, partName } from '#reports/lake-keys';
import type { ReportRows, RowsWriter } from '#reports/ports';
import type { Report } from '#reports/report';
import type { ReportRow } from '#reports/report-row';
import { type CodedTrack, TrackCodes } from '#reports/track-codes';
import distinctTracks from '../sql/distinct-tracks.sql' with { type: 'text' };
import reportRows from '../sql/report-rows.sql' with { type: 'text' };

function reportSelect({ provider, period = 'unknown', reportId }: Report): string {
  return `select ${sqlText(provider)} as provider, ${sqlText(period)} as period, ${sqlText(reportId)} as report_id`;
}

/** Rows of one Parquet part, one row group of DuckDB's. Bounds the memory, since the dictionaries start anew with each part. */
const PART_ROWS = 122_880;
const MEMORY_MEGABYTES = 160;

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
  #part: RowsPart | undefined;
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
    this.#part = await RowsPart.start(this.#connection, this.#partOrdinal);
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

  async #flush(part: RowsPart): Promise<void> {
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

const CODES: readonly DuckDBType[] = [INTEGER, INTEGER, INTEGER, INTEGER, VARCHAR, VARCHAR];
const TRACKS: readonly DuckDBType[] = [INTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR];
const PAYABLE_TRACKS: readonly DuckDBType[] = [INTEGER];
const CONTEXTS: readonly DuckDBType[] = [
  ...[INTEGER, VARCHAR, VARCHAR, BOOLEAN, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR],
];
const CREATE = `
  create table codes_N (ordinal integer, line integer, track_code integer, context_code integer, amount varchar, text varchar);
  create table tracks_N (code integer, isrc varchar, upc varchar, track_key varchar, title varchar, artist varchar);
  create table payable_tracks_N (code integer);
  create table contexts_N (code integer, sheet varchar, currency varchar, payable boolean, filter varchar, units varchar,
    store varchar, territory varchar, sale_period varchar, transaction_kind varchar, separator varchar)`;
const TABLES = ['codes', 'tracks', 'payable_tracks', 'contexts'] as const;

interface Buffers {
  readonly codes: ChunkBuffer;
  readonly tracks: ChunkBuffer;
  readonly payableTracks: ChunkBuffer;
  readonly contexts: ChunkBuffer;
}

/** The rows of one part: tracks and contexts once each, and per row their codes, the amount and the cells. */
class RowsPart {
  readonly ordinal: number;
  readonly #buffers: Buffers;
  readonly #trackCodes: TrackCodes;
  readonly #contextCodes: ContextCodes;
  rows = 0;

  private constructor(ordinal: number, buffers: Buffers) {
    this.ordinal = ordinal;
    this.#buffers = buffers;
    this.#trackCodes = new TrackCodes((track) => buffers.tracks.append(trackValues(track)));
    this.#contextCodes = new ContextCodes((code, context) => buffers.contexts.append(contextValues(code, context)));
  }

  static async start(connection: DuckDBConnection, ordinal: number): Promise<RowsPart> {
    await connection.run(CREATE.replaceAll('_N', `_${ordinal}`));
    const buffer = async (table: string, types: readonly DuckDBType[]) =>
      new ChunkBuffer(await connection.createAppender(`${table}_${ordinal}`), types);
    return new RowsPart(ordinal, {
      codes: await buffer('codes', CODES),
      tracks: await buffer('tracks', TRACKS),
      payableTracks: await buffer('payable_tracks', PAYABLE_TRACKS),
      contexts: await buffer('contexts', CONTEXTS),
    });
  }

  append(ordinal: number, row: ReportRow): void {
    this.rows += 1;
    const track = this.#trackCodes.trackOf(row);
    if (row.payable && !track.isPayable) {
      track.isPayable = true;
      this.#buffers.payableTracks.append([track.code]);
    }
    const context = this.#contextCodes.codeOf(row);
    this.#buffers.codes.append([ordinal, row.line, track.code, context, row.amountText, row.text]);
  }

  end(): void {
    for (const buffer of Object.values(this.#buffers)) buffer.close();
  }

  /** The SQL with this part's tables under the names that it uses. */
  named(select: string, report: string): string {
    const tables = TABLES.map((name) => `${name} as (select * from ${name}_${this.ordinal})`);
    return `with report as (${report}), ${tables.join(', ')} ${select}`;
  }

  dropStatement(): string {
    return TABLES.map((name) => `drop table ${name}_${this.ordinal}`).join('; ');
  }
}

function trackValues({ code, row }: CodedTrack) {
  return [code, row.isrc, row.upc, row.trackKey, row.title, row.artist];
}

function contextValues(code: number, context: RowContext) {
  const { sheet, currency, payable, filter, units, store, territory, salePeriod, transactionKind, separator } = context;
  return [code, sheet, currency, payable, filter, units, store, territory, salePeriod, transactionKind, separator];
}
