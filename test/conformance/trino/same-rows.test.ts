import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GlueCatalog, GlueTable } from '#infra/local/engines/athena/glue-catalog';
import { namesIn, quoteText } from '#infra/local/engines/athena/sql-text';
import { divideFloor } from '#kernel/money/rounding';
import { athenaTextOf } from '#kernel/sql/athena-text';
import { SQL_CASES } from '#test/conformance/trino/sql-files';
import { projectTables } from '#test/support/lake-rows';
import { filledWorlds } from '#test/support/trino/filled-worlds';
import { trinoTables, writeLake } from '#test/support/trino/lake-files';
import { onDuckdb } from '#test/support/trino/on-duckdb';
import type { SqlCase } from '#test/support/trino/sql-case';
import { findTrino } from '#test/support/trino/trino-release';
import { startTrino, type TrinoResult, type TrinoServer } from '#test/support/trino/trino-server';

const ASKS_FOR_ONE_VALUE = /converted to single partition/;

const release = await findTrino();
if (release.kind === 'missing') process.stderr.write(`SKIPPED: ${release.reason}\n`);

describe.skipIf(release.kind === 'missing')(`one text, equal rows on ${nameOf()} and DuckDB:`, () => {
  let directory: string;
  let trino: TrinoServer;
  let catalog: GlueCatalog;
  let cases = 0;
  const worlds = filledWorlds();

  beforeAll(async () => {
    if (release.kind === 'missing') return;
    directory = await mkdtemp(join(tmpdir(), 'pennywhistle-trino-'));
    trino = await startTrino(release, { directory, lake: join(directory, 'lake') });
    catalog = await projectTables();
  });

  afterAll(async () => {
    await trino?.stop();
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  });

  /**
   * Trino's answer. Athena takes a list of values for an injected partition, Trino one value only: a query that gives a list runs
   * over the same files as registered partitions (docs/adr/one-sql-text-proven-on-trino.md).
   */
  async function askTrino({
    statement,
    place,
    glue,
  }: {
    readonly statement: string;
    readonly place: string;
    readonly glue: readonly GlueTable[];
  }) {
    for (const setup of trinoTables({ schema: place, store: place, glue })) await trino.query(setup);
    try {
      return await trino.query(statement, place);
    } catch (error) {
      if (!(error instanceof Error) || !ASKS_FOR_ONE_VALUE.test(error.message)) throw error;
    }
    const schema = `${place}_registered`;
    for (const setup of trinoTables({ schema, store: place, glue, isRegistered: true })) await trino.query(setup);
    return await trino.query(statement, schema);
  }

  /** Both answers over the same Parquet. */
  async function askBoth({ sql, bound = sql, parameters = [], tables, fills }: Omit<SqlCase, 'file' | 'name'>) {
    cases += 1;
    const place = `case_${cases}`;
    const named = namesIn(sql);
    const glue = catalog.tables.filter(({ name }) => named.has(name));
    const store = await writeLake(join(directory, 'lake', place), glue, tables);
    const text = athenaTextOf(bound);
    const literals = parameters.map(quoteText);
    const using = literals.length === 0 ? '' : ` using ${literals.join(', ')}`;
    const onTrino = await askTrino({ statement: `execute immediate ${quoteText(text)}${using}`, place, glue });
    const tablesOnly = { ...catalog, tables: glue };
    const work = join(directory, place);
    const local = await onDuckdb({ sql: text, parameters: literals, store, catalog: tablesOnly, directory: work });
    const shown = (result: TrinoResult) => comparable(result, fills === undefined ? text : '');
    return { onTrino: shown(onTrino), onDuckdb: shown(local) };
  }

  it.each(SQL_CASES.map((sqlCase) => ({ ...sqlCase, label: `${sqlCase.file}: ${sqlCase.name}` })))(
    '$label',
    async (sqlCase) => {
      const answers = await askBoth({ ...sqlCase, tables: worlds.tablesOf(sqlCase) });
      worlds.fill(sqlCase, answers.onTrino);

      expect(answers.onDuckdb).toEqual(answers.onTrino);
      expect(answers.onTrino.rows.length, 'a case that finds nothing proves nothing').toBeGreaterThan(0);
    },
    120_000,
  );

  it('floor_div, the one division, rounds toward minus infinity at every sign and 38 digits (R12)', async () => {
    const numbers = ['0', '1', '-1', '3', '-3', '7', '-7', '10000000000', `${'9'.repeat(38)}`, `-${'9'.repeat(38)}`];
    const pairs = numbers.flatMap((a) => numbers.filter((b) => b !== '0').map((b) => `('${a}', '${b}')`));
    const sql = `with pairs as (select cast(a as decimal(38, 0)) as a, cast(b as decimal(38, 0)) as b from (values ${pairs.join(', ')}) as t(a, b))
      select a, b, cast(floor_div(a, b) as decimal(38, 0)) as quotient from pairs order by a, b`;

    const answers = await askBoth({ sql, tables: {} });

    expect(answers.onDuckdb).toEqual(answers.onTrino);
    for (const [a, b, quotient] of answers.onTrino.rows)
      expect(BigInt(quotient ?? ''), `${a} by ${b}`).toBe(divideFloor(BigInt(a ?? ''), BigInt(b ?? '')));
  });

  it.each([
    "date_format(from_unixtime(1743465600), '%Y-%m-%d %H:%i:%s')",
    "regexp_like('abc', 'b.')",
    'sequence(1, 3)[2]',
  ])('the local Athena’s %s is Trino’s', async (expression) => {
    const answers = await askBoth({ sql: `select cast(${expression} as varchar) as answer`, tables: {} });

    expect(answers.onDuckdb).toEqual(answers.onTrino);
  });

  it('tells two engines apart that differ in the last digit', async () => {
    const sql = `select cast(cast('1' as decimal(38, 10)) / cast('3' as decimal(38, 10)) as varchar) as third`;

    const answers = await askBoth({ sql, tables: {} });

    expect(answers.onDuckdb).not.toEqual(answers.onTrino);
  });

  it('refuses a query that names no version of what has many', async () => {
    const revenue = [{ period_id: 'US_2025_04', version: '1', country: 'US', amount: '1' }];
    const sql = `select sum(amount) as total from revenue where period_id = 'US_2025_04'`;

    await expect(askBoth({ sql, tables: { revenue } })).rejects.toThrow(/version/);
  });
});

/** Rows in the order that the text asks for, else in any one, as a table that is written has none; a varchar's length is no part of its type. */
function comparable({ columns, rows }: TrinoResult, sql: string) {
  const isOrdered = /\border\s+by\s[^()]*$/i.test(sql.replace(/--[^\n]*/g, ''));
  const shown = rows.map((row) => row.map((value) => value ?? null));
  return {
    names: columns.map(({ name }) => name),
    columns: columns.map(
      ({ name, type }) => `${name} ${type.replace(/^varchar\(\d+\)$/, 'varchar').replaceAll(' ', '')}`,
    ),
    rows: isOrdered ? shown : shown.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)),
  };
}

function nameOf(): string {
  return release.kind === 'missing' ? `Trino (${release.reason})` : `Trino ${release.version}`;
}
