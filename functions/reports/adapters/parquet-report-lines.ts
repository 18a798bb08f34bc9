import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  DECIMAL,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDecimalValue,
  type DuckDBValue,
  INTEGER,
} from '@duckdb/node-api';
import { assertThat } from '#kernel/errors';
import { type Decimal, parseDecimal } from '#kernel/money/decimal';
import { openWorkDatabase, sqlText, type WorkDatabase } from '#platform/clients/duckdb';
import { createFewValuesTable } from '#platform/clients/duckdb-few-values';
import { viewObjects } from '#platform/clients/duckdb-objects';
import {
  copyObject,
  deleteKeys,
  downloadFile,
  listKeys,
  makeWorkDirectory,
  uploadFile,
} from '#platform/clients/s3-files';
import { lakeKeys, partName } from '#reports/lake-keys';
import type { LineTotal, ReportLines, RowConversion } from '#reports/ports';
import type { Report } from '#reports/report';
import contextTerms from '../sql/context-terms.sql' with { type: 'text' };
import lineTotals from '../sql/line-totals.sql' with { type: 'text' };
import payableAmounts from '../sql/payable-amounts.sql' with { type: 'text' };
import reportLines from '../sql/report-lines.sql' with { type: 'text' };
import trackTerms from '../sql/track-terms.sql' with { type: 'text' };

const MEMORY_MEGABYTES = 256;
const UNITS = DECIMAL(38, 10);
const CONVERTED_COLUMNS = `ordinal integer, converted ${UNITS.toString()}, commission ${UNITS.toString()}`;
/** Past so many distinct values of a part a column is written plain; a dictionary would be built first and thrown away. */
const COPY_OPTIONS = '(format parquet, compression zstd, compression_level 1, dictionary_size_limit 2000)';

/** Converts payable rows part by part: DuckDB streams them out and the lines in, the arithmetic is the caller's. */
export class ParquetReportLines implements ReportLines {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async write(report: Report, { currencyOf, convert }: RowConversion): Promise<void> {
    await this.#inWorkDatabase(async (database, connection) => {
      await this.#view(database, connection, 'kept_matches', lakeKeys.matches(report));
      await this.#view(database, connection, 'report_tracks', lakeKeys.tracks(report));
      await this.#view(database, connection, 'payable_contexts', lakeKeys.contexts(report));
      await createFewValuesTable(connection, 'report', { select: reportSelect(report), texts: FOLDERS });
      const terms = await createTerms(connection, currencyOf);
      const rowKeys = await listKeys(this.#s3, this.#bucket, lakeKeys.payableRows(report));
      const linePaths = rowKeys.map((_, index) => join(database.directory, `lines-${partName(index + 1)}`));
      let loading = this.#loadPart(database, rowKeys, 0);
      let writing: Promise<void> = Promise.resolve();
      for (const [index, path] of linePaths.entries()) {
        const part = await loading;
        // Other connections load the next part and write the last one while this thread converts.
        loading = this.#loadPart(database, rowKeys, index + 1);
        loading.catch(() => undefined);
        await convertPart(part, terms, convert);
        await writing;
        writing = this.#writePart(part, path, lakeKeys.convertedLines(report) + partName(index + 1));
        writing.catch(() => undefined);
      }
      await loading;
      await writing;
      await connection.run(
        `create view report_lines as select * from read_parquet([${linePaths.map(sqlText).join(', ')}])`,
      );
      const totals = join(database.directory, 'totals.parquet');
      await connection.run(`copy (${lineTotals}) to ${sqlText(totals)} ${COPY_OPTIONS}`);
      await uploadFile(this.#s3, { bucket: this.#bucket, key: lakeKeys.totals(report) }, totals);
      await this.#removeLeftovers(lakeKeys.convertedLines(report), rowKeys.length);
    });
  }

  totals(report: Report): Promise<readonly LineTotal[]> {
    return this.#inWorkDatabase(async (database, connection) => {
      await this.#view(database, connection, 'totals', lakeKeys.totals(report));
      return readTotals(connection, 'select * from totals order by holder_id, batch_id, currency');
    });
  }

  recount(report: Report): Promise<readonly LineTotal[]> {
    return this.#inWorkDatabase(async (database, connection) => {
      await this.#view(database, connection, 'report_lines', lakeKeys.convertedLines(report));
      return readTotals(connection, lineTotals);
    });
  }

  async publish(report: Report): Promise<void> {
    const prefix = lakeKeys.convertedLines(report);
    for (const key of await listKeys(this.#s3, this.#bucket, prefix)) {
      const to = { bucket: this.#bucket, key: lakeKeys.lines(report) + key.slice(prefix.length) };
      await copyObject(this.#s3, { bucket: this.#bucket, key }, to);
    }
  }

  async withdraw(report: Report): Promise<void> {
    await deleteKeys(this.#s3, this.#bucket, await listKeys(this.#s3, this.#bucket, lakeKeys.lines(report)));
  }

  async #view(database: WorkDatabase, connection: DuckDBConnection, view: string, prefix: string): Promise<void> {
    await viewObjects(this.#s3, { bucket: this.#bucket, prefix }, { database, connection, view });
  }

  async #loadPart(database: WorkDatabase, rowKeys: readonly string[], index: number): Promise<RowsPart> {
    const connection = await database.connect();
    const rowKey = rowKeys[index];
    if (rowKey === undefined) return { connection, index };
    const path = join(database.directory, `rows-${index}.parquet`);
    await downloadFile(this.#s3, { bucket: this.#bucket, key: rowKey }, path);
    const rows = `with payable_rows as (select * from read_parquet(${sqlText(path)}))`;
    await connection.run(`create table amounts_${index} as ${rows} ${payableAmounts}`);
    await connection.run(`create table converted_rows_${index} (${CONVERTED_COLUMNS})`);
    await rm(path);
    return { connection, index };
  }

  async #writePart({ connection, index }: RowsPart, path: string, key: string): Promise<void> {
    const named = ['amounts', 'converted_rows'].map((name) => `${name} as (select * from ${name}_${index})`);
    await connection.run(`copy (with ${named.join(', ')} ${reportLines}) to ${sqlText(path)} ${COPY_OPTIONS}`);
    await connection.run(`drop table amounts_${index}; drop table converted_rows_${index}`);
    await uploadFile(this.#s3, { bucket: this.#bucket, key }, path);
  }

  async #removeLeftovers(prefix: string, parts: number): Promise<void> {
    const keys = await listKeys(this.#s3, this.#bucket, prefix);
    const last = prefix + partName(parts);
    await deleteKeys(
      this.#s3,
      this.#bucket,
      keys.filter((key) => key > last),
    );
  }

  async #inWorkDatabase<Result>(
    run: (database: WorkDatabase, connection: DuckDBConnection) => Promise<Result>,
  ): Promise<Result> {
    const database = await openWorkDatabase(await makeWorkDirectory(), MEMORY_MEGABYTES, { threads: 1 });
    try {
      return await run(database, await database.connect());
    } finally {
      await database.close();
    }
  }
}

interface RowsPart {
  readonly connection: DuckDBConnection;
  readonly index: number;
}

/** The few currencies and rates of a report by their codes. */
interface Terms {
  readonly currencies: readonly string[];
  readonly rates: readonly string[];
}

const FOLDERS = ['provider', 'period', 'report_id'];
const TRACK_TEXTS = ['match_kind', 'holder_id', 'batch_id'];
const CONTEXT_TEXTS = ['sheet', 'currency', 'original_currency', 'store', 'territory', 'sale_period'];

/** The folders of the lines, which are columns of theirs as well. */
function reportSelect({ provider, period = 'unknown', reportId }: Report): string {
  return `select ${[provider, period, reportId].map((value, at) => `${sqlText(value)} as ${FOLDERS[at]}`).join(', ')}`;
}

/** Joins what every track and context comes to, once: a row then compares two codes and no texts. */
async function createTerms(connection: DuckDBConnection, currencyOf: ReadonlyMap<string, string>): Promise<Terms> {
  await connection.run('create table currencies (currency_code integer, original_currency varchar, currency varchar)');
  const currencies = [...currencyOf.keys()];
  for (const [code, original] of currencies.entries()) {
    const row = [code, original, currencyOf.get(original) ?? ''];
    await connection.run('insert into currencies values ($1, $2, $3)', row);
  }
  await createFewValuesTable(connection, 'matches', { select: trackTerms, texts: TRACK_TEXTS });
  await createFewValuesTable(connection, 'contexts', { select: contextTerms, texts: CONTEXT_TEXTS });
  const known = await connection.runAndReadAll('select distinct rate_code, rate from matches order by rate_code');
  return { currencies, rates: known.getRows().map(([, rate]) => String(rate)) };
}

type Convert = RowConversion['convert'];

async function convertPart({ connection, index }: RowsPart, terms: Terms, convert: Convert): Promise<void> {
  const appender = await connection.createAppender(`converted_rows_${index}`);
  const result = await connection.stream(
    `select ordinal, rate_code, currency_code, digits, scale, case when digits is null then amount end from amounts_${index} order by ordinal`,
  );
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    appender.appendDataChunk(convertedChunk(chunk, terms, convert));
  }
  appender.closeSync();
}

function convertedChunk(chunk: DuckDBDataChunk, terms: Terms, convert: Convert): DuckDBDataChunk {
  const [ordinals = [], rates = [], currencies = [], digits = [], scales = [], texts = []] = chunk.getColumns();
  const { converted, commissions } = convert({
    currencies: currencies.map((code) => terms.currencies[Number(code)] ?? ''),
    commissionRates: rates.map((code) => terms.rates[Number(code)] ?? ''),
    amounts: digits.map((value, index) => amountOf(value, scales[index], texts[index])),
  });
  assertThat(
    converted.length === ordinals.length && commissions.length === ordinals.length,
    `Conversion answered ${converted.length} amounts for ${ordinals.length} rows`,
  );
  const target = DuckDBDataChunk.create([INTEGER, UNITS, UNITS], ordinals.length);
  const decimals = (units: readonly bigint[]) => units.map((value) => new DuckDBDecimalValue(value, 38, 10));
  target.setColumns([ordinals, decimals(converted), decimals(commissions)]);
  return target;
}

/** A row of `payable-amounts.sql` as the decimal that it is. */
function amountOf(digits: DuckDBValue, scale: DuckDBValue | undefined, text: DuckDBValue | undefined): Decimal {
  if (typeof digits === 'bigint' && typeof scale === 'number') return { digits, scale };
  const written = String(text ?? '');
  const amount = parseDecimal(written);
  assertThat(amount !== undefined, `Payable amount "${written}" is no decimal; validation lets none through`);
  return amount;
}

async function readTotals(connection: DuckDBConnection, select: string): Promise<readonly LineTotal[]> {
  const reader = await connection.runAndReadAll(select);
  return reader.getRows().map(([holderId, batchId, currency, converted, commission, holderAmount, rows]) => ({
    holderId: String(holderId),
    batchId: String(batchId),
    currency: String(currency),
    converted: unitsOf(converted),
    commission: unitsOf(commission),
    holderAmount: unitsOf(holderAmount),
    rows: Number(rows),
  }));
}

function unitsOf(value: DuckDBValue | undefined): bigint {
  assertThat(
    value instanceof DuckDBDecimalValue && value.scale === 10,
    'An amount of a line is not a decimal of scale 10',
  );
  return value.value;
}
