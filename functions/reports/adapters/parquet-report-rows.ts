import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { BOOLEAN, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import { openWorkDatabase, sqlText, type WorkDatabase } from '#platform/clients/duckdb';
import { AppendedTables } from '#platform/clients/duckdb-append';
import { fewValues } from '#platform/clients/duckdb-few-values';
import { deleteKeys, listKeys, makeWorkDirectory, uploadFile } from '#platform/clients/s3-files';
import { lakeKeys, partName } from '#reports/lake-keys';
import type { ReportRows, RowsWriter } from '#reports/ports';
import type { Report } from '#reports/report';
import type { ReportRow } from '#reports/report-row';
import { CONTEXT_TEXTS, RowsDictionary } from '#reports/rows-dictionary';
import distinctTracks from '../sql/distinct-tracks.sql' with { type: 'text' };
import payableContexts from '../sql/payable-contexts.sql' with { type: 'text' };
import payableRows from '../sql/payable-rows.sql' with { type: 'text' };
import reportRows from '../sql/report-rows.sql' with { type: 'text' };

/**
 * Past so many distinct values of a part a column is written plain; a dictionary would be built first and thrown away.
 * Zstandard at its lowest level costs what Snappy does and leaves well under half of the bytes.
 */
const COPY_OPTIONS = '(format parquet, compression zstd, compression_level 1, dictionary_size_limit 2000)';

const MEMORY_MEGABYTES = 160;

/** What bounds the memory: two parts are held at most, and one dictionary. */
export interface RowsLimits {
  /** Rows of one Parquet part; half a row group of DuckDB's. */
  readonly partRows: number;
  /** Tracks and contexts that are kept from part to part; after a part with more, the next starts anew. */
  readonly dictionaryEntriesMax: number;
}

const LIMITS: RowsLimits = { partRows: 61_440, dictionaryEntriesMax: 60_000 };

/** Writes mapped rows as Parquet parts into the lake, by DuckDB's threads while the caller reads on. */
export class ParquetReportRows implements ReportRows {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #limits: RowsLimits;

  constructor(s3: S3Client, bucket: string, limits: RowsLimits = LIMITS) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#limits = limits;
  }

  async write(report: Report): Promise<RowsWriter> {
    const database = await openWorkDatabase(await makeWorkDirectory(), MEMORY_MEGABYTES, { threads: 1 });
    const connection = await database.connect();
    return new PartsWriter(database, connection, { s3: this.#s3, bucket: this.#bucket, report, limits: this.#limits });
  }
}

interface Target {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly report: Report;
  readonly limits: RowsLimits;
}

class PartsWriter implements RowsWriter {
  readonly #database: WorkDatabase;
  readonly #connection: DuckDBConnection;
  readonly #target: Target;
  #ordinal = 0;
  #partOrdinal = 0;
  #part: RowsPart | undefined;
  #dictionaryOrdinal = 0;
  #dictionary: OpenDictionary | undefined;
  #nextCodes = { track: 0, context: 0 };
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
    part.rows += 1;
    const { codes } = part.dictionary;
    const [track, context] = [codes.trackCodeOf(row), codes.contextCodeOf(row)];
    part.tables.buffers.codes.append([this.#ordinal, row.line, track, context, row.amountText, row.text]);
    return part.rows < this.#target.limits.partRows ? undefined : this.#finishPart();
  }

  async close(): Promise<void> {
    if (this.#part === undefined && this.#partOrdinal === 0) await this.#startPart();
    await this.#finishPart();
    await this.#flushing;
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#dictionary !== undefined) await this.#flushDictionary(this.#dictionary);
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
    if (this.#dictionary === undefined) {
      this.#dictionaryOrdinal += 1;
      const ordinal = this.#dictionaryOrdinal;
      const tables = await AppendedTables.create(this.#connection, ordinal, DICTIONARY);
      this.#dictionary = { codes: new RowsDictionary(ordinal, tables.buffers, this.#nextCodes), tables };
    }
    this.#partOrdinal += 1;
    const ordinal = this.#partOrdinal;
    const tables = await AppendedTables.create(this.#connection, ordinal, CODES);
    this.#part = { ordinal, dictionary: this.#dictionary, tables, rows: 0 };
  }

  /** Hands the part to DuckDB's threads; waits only for the part before, so that two are in memory at most. */
  async #finishPart(): Promise<void> {
    const part = this.#part;
    this.#part = undefined;
    await this.#flushing;
    if (this.#failure !== undefined) throw this.#failure;
    if (part === undefined) return;
    const { dictionary } = part;
    part.tables.close();
    dictionary.tables.show();
    this.#nextCodes = dictionary.codes.nextCodes;
    const isFull = dictionary.codes.entries > this.#target.limits.dictionaryEntriesMax;
    if (isFull) this.#dictionary = undefined;
    this.#flushing = this.#flush(part)
      .then(() => (isFull ? this.#flushDictionary(dictionary) : undefined))
      .catch((error: unknown) => {
        this.#failure = error;
      });
  }

  async #flush({ ordinal, tables, dictionary }: RowsPart): Promise<void> {
    const { report } = this.#target;
    const texts = CONTEXT_TEXTS.map((column) => fewValues(column, dictionary.codes.valuesOf(column)));
    const contexts = `few_contexts as (select code, payable, ${texts.join(', ')} from contexts)`;
    const named = `with ${[...tables.expressions, ...dictionary.tables.expressions].join(', ')}`;
    await this.#copy(`${named}, ${contexts} ${reportRows}`, lakeKeys.rows(report) + partName(ordinal));
    await this.#copy(`${named} ${payableRows}`, lakeKeys.payableRows(report) + partName(ordinal));
    await this.#connection.run(tables.dropStatement);
  }

  async #flushDictionary({ codes, tables }: OpenDictionary): Promise<void> {
    const { report } = this.#target;
    tables.close();
    const named = `with ${tables.expressions.join(', ')}`;
    await this.#copy(`${named} ${distinctTracks}`, lakeKeys.tracks(report) + partName(codes.ordinal));
    await this.#copy(`${named} ${payableContexts}`, lakeKeys.contexts(report) + partName(codes.ordinal));
    await this.#connection.run(tables.dropStatement);
  }

  /** On a connection of its own, so that the caller's rows are taken meanwhile. */
  async #copy(select: string, key: string): Promise<void> {
    const connection = await this.#database.connect();
    const path = join(this.#database.directory, key.replaceAll('/', '_'));
    await connection.run(`copy (${select}) to ${sqlText(path)} ${COPY_OPTIONS}`);
    await uploadFile(this.#target.s3, { bucket: this.#target.bucket, key }, path);
    await rm(path);
  }

  /** An earlier attempt that got further left parts behind that are not of this one. */
  async #removeLeftovers(): Promise<void> {
    const { s3, bucket, report } = this.#target;
    for (const [prefix, ordinal] of [
      [lakeKeys.rows(report), this.#partOrdinal],
      [lakeKeys.payableRows(report), this.#partOrdinal],
      [lakeKeys.tracks(report), this.#dictionaryOrdinal],
      [lakeKeys.contexts(report), this.#dictionaryOrdinal],
    ] as const) {
      const leftovers = (await listKeys(s3, bucket, prefix)).filter((key) => key > prefix + partName(ordinal));
      if (leftovers.length > 0) await deleteKeys(s3, bucket, leftovers);
    }
  }
}

const CODES = {
  codes: { ordinal: INTEGER, line: INTEGER, track: INTEGER, context: INTEGER, amount: VARCHAR, text: VARCHAR },
};
const DICTIONARY = {
  tracks: { code: INTEGER, isrc: VARCHAR, upc: VARCHAR, track_key: VARCHAR, title: VARCHAR, artist: VARCHAR },
  payable_tracks: { code: INTEGER },
  contexts: { code: INTEGER, payable: BOOLEAN, ...Object.fromEntries(CONTEXT_TEXTS.map((name) => [name, VARCHAR])) },
};

interface OpenDictionary {
  readonly codes: RowsDictionary;
  readonly tables: AppendedTables<keyof typeof DICTIONARY>;
}

/** The rows of one part: per row the codes of its track and context, the amount and the cells. */
interface RowsPart {
  readonly ordinal: number;
  readonly dictionary: OpenDictionary;
  readonly tables: AppendedTables<'codes'>;
  rows: number;
}
