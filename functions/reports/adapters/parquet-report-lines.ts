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
import lineTotals from '../sql/line-totals.sql' with { type: 'text' };
import payableAmounts from '../sql/payable-amounts.sql' with { type: 'text' };
import payableRows from '../sql/payable-rows.sql' with { type: 'text' };
import reportLines from '../sql/report-lines.sql' with { type: 'text' };

const MEMORY_MEGABYTES = 256;
const UNITS = DECIMAL(38, 10);
const COPY_OPTIONS = '(format parquet, compression snappy)';

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
      await this.#load(database, connection, 'matches', [lakeKeys.matches(report)]);
      await createCurrencies(connection, currencyOf);
      const rowKeys = await listKeys(this.#s3, this.#bucket, lakeKeys.rows(report));
      const linePaths = rowKeys.map((_, index) => join(database.directory, `lines-${partName(index + 1)}`));
      let loading = this.#loadPart(database, rowKeys, 0);
      let writing: Promise<void> = Promise.resolve();
      for (const [index, path] of linePaths.entries()) {
        const part = await loading;
        // DuckDB's threads load the next part and write the last one while this thread converts.
        loading = this.#loadPart(database, rowKeys, index + 1);
        loading.catch(() => undefined);
        await convertPart(part, convert);
        await writing;
        writing = this.#writePart(part, path, lakeKeys.convertedLines(report) + partName(index + 1));
        writing.catch(() => undefined);
      }
      await loading;
      await writing;
      await connection.run(
        `create view report_lines as select * from read_parquet([${linePaths.map(sqlText).join(', ')}])`,
      );
      const totalsPath = join(database.directory, 'totals.parquet');
      await connection.run(`copy (${lineTotals}) to ${sqlText(totalsPath)} ${COPY_OPTIONS}`);
      await uploadFile(this.#s3, { bucket: this.#bucket, key: lakeKeys.totals(report) }, totalsPath);
      await this.#removeLeftovers(lakeKeys.convertedLines(report), rowKeys.length);
    });
  }

  totals(report: Report): Promise<readonly LineTotal[]> {
    return this.#inWorkDatabase(async (database, connection) => {
      await this.#load(database, connection, 'totals', [lakeKeys.totals(report)]);
      return readTotals(connection, 'select * from totals order by holder_id, batch_id, currency');
    });
  }

  recount(report: Report): Promise<readonly LineTotal[]> {
    return this.#inWorkDatabase(async (database, connection) => {
      const keys = await listKeys(this.#s3, this.#bucket, lakeKeys.convertedLines(report));
      await this.#load(database, connection, 'report_lines', keys);
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
    const keys = await listKeys(this.#s3, this.#bucket, lakeKeys.lines(report));
    await deleteKeys(this.#s3, this.#bucket, keys);
  }

  async #loadPart(database: WorkDatabase, rowKeys: readonly string[], index: number): Promise<RowsPart> {
    const connection = await database.connect();
    const part: RowsPart = {
      connection,
      payable: `payable_rows_${index}`,
      converted: `converted_rows_${index}`,
      terms: `payable_terms_${index}`,
    };
    const rowKey = rowKeys[index];
    if (rowKey === undefined) return part;
    const path = join(database.directory, `rows-${index}.parquet`);
    await downloadFile(this.#s3, { bucket: this.#bucket, key: rowKey }, path);
    const rows = `with report_rows as (select * from read_parquet(${sqlText(path)}))`;
    await connection.run(`create table ${part.payable} as ${rows} ${payableRows}`);
    await connection.run(
      `create table ${part.converted} (ordinal integer, converted decimal(38, 10), commission decimal(38, 10))`,
    );
    await connection.run(`create table ${part.terms} as ${TERMS.replace('PAYABLE', part.payable)}`);
    await rm(path);
    return part;
  }

  async #writePart({ connection, payable, converted, terms }: RowsPart, path: string, key: string): Promise<void> {
    const tables = `payable_rows as (select * from ${payable}), converted_rows as (select * from ${converted})`;
    await connection.run(`copy (with ${tables} ${reportLines}) to ${sqlText(path)} ${COPY_OPTIONS}`);
    await connection.run(`drop table ${payable}; drop table ${converted}; drop table ${terms}`);
    await uploadFile(this.#s3, { bucket: this.#bucket, key }, path);
  }

  /** Downloads objects and shows them to DuckDB as one view. */
  async #load(
    database: WorkDatabase,
    connection: DuckDBConnection,
    view: string,
    keys: readonly string[],
  ): Promise<void> {
    assertThat(keys.length > 0, `The lake has no files for ${view}; the step before writes at least one`);
    const paths = keys.map((_, index) => join(database.directory, `${view}-${index}.parquet`));
    for (const [index, key] of keys.entries()) {
      await downloadFile(this.#s3, { bucket: this.#bucket, key }, paths[index] ?? '');
    }
    await connection.run(
      `create or replace view ${view} as select * from read_parquet([${paths.map(sqlText).join(', ')}])`,
    );
  }

  async #removeLeftovers(prefix: string, parts: number): Promise<void> {
    const keys = await listKeys(this.#s3, this.#bucket, prefix);
    const leftovers = keys.filter((key) => key > prefix + partName(parts));
    if (leftovers.length > 0) await deleteKeys(this.#s3, this.#bucket, leftovers);
  }

  async #inWorkDatabase<Result>(
    run: (database: WorkDatabase, connection: DuckDBConnection) => Promise<Result>,
  ): Promise<Result> {
    const database = await openWorkDatabase(await makeWorkDirectory(), MEMORY_MEGABYTES);
    try {
      return await run(database, await database.connect());
    } finally {
      await database.close();
    }
  }
}

interface RowsPart {
  readonly connection: DuckDBConnection;
  readonly payable: string;
  readonly converted: string;
  readonly terms: string;
}

/** The few currencies and rates of a part: read once, each row names its own by a code. */
const TERMS = `select cast(row_number() over () - 1 as integer) as code, currency, commission_rate
  from (select distinct currency, commission_rate from PAYABLE)`;

async function convertPart(
  { connection, payable, converted, terms }: RowsPart,
  convert: RowConversion['convert'],
): Promise<void> {
  const appender = await connection.createAppender(converted);
  const known = await connection.runAndReadAll(`select currency, commission_rate from ${terms} order by code`);
  const [currencies = [], rates = []] = known.getColumns();
  const tables = `payable_rows as (select * from ${payable}), payable_terms as (select * from ${terms})`;
  const result = await connection.stream(`with ${tables} ${payableAmounts}`);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    appender.appendDataChunk(convertedChunk(chunk, { currencies, rates }, convert));
  }
  appender.closeSync();
}

async function createCurrencies(connection: DuckDBConnection, currencyOf: ReadonlyMap<string, string>): Promise<void> {
  await connection.run('create table currencies (original_currency varchar, currency varchar)');
  for (const [original, currency] of currencyOf) {
    await connection.run('insert into currencies values ($1, $2)', [original, currency]);
  }
}

function convertedChunk(
  chunk: DuckDBDataChunk,
  terms: { readonly currencies: readonly DuckDBValue[]; readonly rates: readonly DuckDBValue[] },
  convert: RowConversion['convert'],
): DuckDBDataChunk {
  const [ordinals = [], codes = [], digits = [], scales = [], texts = []] = chunk.getColumns();
  const { converted, commissions } = convert({
    currencies: codes.map((code) => String(terms.currencies[Number(code)])),
    commissionRates: codes.map((code) => String(terms.rates[Number(code)])),
    amounts: digits.map((value, index) => amountOf(value, scales[index], texts[index])),
  });
  assertThat(
    converted.length === ordinals.length && commissions.length === ordinals.length,
    `Conversion answered ${converted.length} amounts for ${ordinals.length} rows`,
  );
  const target = DuckDBDataChunk.create([INTEGER, UNITS, UNITS], ordinals.length);
  target.setColumns([ordinals, converted.map(decimalOf), commissions.map(decimalOf)]);
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

const decimalOf = (units: bigint): DuckDBDecimalValue => new DuckDBDecimalValue(units, 38, 10);

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
