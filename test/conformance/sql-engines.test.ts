import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cutSql } from '#infra/local/engines/athena/sql-text';
import { DUCKDB_ONLY, SQL_CASES } from '#test/conformance/trino/sql-files';
import { projectRoot } from '#test/support/source-files';

const functions = join(projectRoot, 'functions');
const sqlFiles = readdirSync(functions, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.sql'))
  .map((path) => `functions/${path.split(sep).join('/')}`)
  .sort();

/** What Trino and DuckDB answer differently, or what makes a float of money; each was seen to differ. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [
    /\bat\s+time\s+zone\b|\bat_timezone\b/i,
    'AT TIME ZONE means the opposite for a timestamp without one; keep bigint ms',
  ],
  [/\btimestamp\s*'/i, 'a timestamp literal loses its zone on one engine; keep bigint ms'],
  [/\bdecimal\s*'/i, "DECIMAL '1.5' is DECIMAL(18,3) on DuckDB; write cast('1.5' as decimal(38, 10))"],
  [/(?<!\/)\/(?!\/)/, 'the only division is floor_div(a, b) (R12)'],
  [/\bsubstr(ing)?\s*\([^()]*,\s*0\s*[,)]/i, 'substr counts from 1; from 0 the engines differ'],
  [/"\$path"|"\$\w+"/, 'hidden columns are the engine’s own'],
  [/\bfrom_iso8601_\w+/i, 'it has no twin; keep bigint ms'],
  [/\btransform\s*\(|->/i, 'lambdas have no twin'],
  [
    /\b(now|random|rand|uuid)\s*\(|\bcurrent_(date|time|timestamp|timezone)\b|\blocaltime(stamp)?\b/i,
    'time and chance are parameters',
  ],
  [
    /\b(avg|round|ceil|ceiling|stddev\w*|variance|var_\w+|geometric_mean|sqrt|ln|log\d*|exp|pow|power)\s*\(/i,
    'it answers a float',
  ],
  [/\b(double|real|float)\b|\b\d+(\.\d+)?e[+-]?\d+\b/i, 'no float in SQL (R12)'],
  [/\bapprox_\w+\s*\(/i, 'an approximation differs by engine'],
  [
    /\b(getvariable|read_parquet|read_csv|list_\w+|struct_pack|strftime|epoch_ms)\s*\(|\bexclude\s*\(|::/i,
    'only DuckDB knows it',
  ],
  [/\b(tinyint|smallint|hugeint|ubigint|uinteger)\b/i, 'integers are integer or bigint'],
  [/\bcross\s+join\s+unnest\b.*\bwith\s+ordinality\b/is, 'unnest with ordinality has no twin'],
  [
    /\bany_value\s*\(|\barbitrary\s*\(|\blimit\s+all\b/i,
    'which row it picks is the engine’s choice; take min or min_by',
  ],
];

/** What of a text is SQL: literals stand as `''`, so that no value of theirs is taken for code. */
function codeOf(sql: string): string {
  return cutSql(sql)
    .map(({ kind, text }) => (kind === 'comment' ? ' ' : kind === 'string' ? "''" : text))
    .join('');
}

function faultsOf(sql: string): readonly string[] {
  const code = codeOf(sql);
  return FORBIDDEN.filter(([pattern]) => pattern.test(code)).map(([, reason]) => reason);
}

describe('the SQL of both engines', () => {
  it('has a case on Trino for every file that Athena runs, and a reason for every other', () => {
    const onBoth = new Set(SQL_CASES.map(({ file }) => file));
    const undecided = sqlFiles.filter((file) => !onBoth.has(file) && DUCKDB_ONLY[file] === undefined);
    const twice = Object.keys(DUCKDB_ONLY).filter((file) => onBoth.has(file));
    const gone = [...onBoth, ...Object.keys(DUCKDB_ONLY)].filter((file) => !sqlFiles.includes(file));

    expect(undecided, 'add a case under test/conformance/trino/cases, or a reason in sql-files.ts').toEqual([]);
    expect(twice).toEqual([]);
    expect(gone).toEqual([]);
  });

  it('is run as it stands in its file', () => {
    const changed = SQL_CASES.filter(({ file, sql }) => sql !== readFileSync(join(projectRoot, file), 'utf8'));

    expect(changed.map(({ file }) => file)).toEqual([]);
  });

  it('uses nothing that the engines answer differently', () => {
    const faults = sqlFiles
      .filter((file) => DUCKDB_ONLY[file] === undefined)
      .flatMap((file) =>
        faultsOf(readFileSync(join(functions, relative('functions', file)), 'utf8')).map(
          (fault) => `${file}: ${fault}`,
        ),
      );

    expect(faults).toEqual([]);
  });

  it.each([
    ["select played_at at time zone 'UTC' from plays"],
    ["select * from plays where played_at < timestamp '2025-05-01 00:00:00 UTC'"],
    ["select decimal '10.25'"],
    ['select pool / plays from pools'],
    ['select floor(a * b / c) from t'],
    ['select substr(isrc, 0, 2) from tracks'],
    ['select "$path" from plays'],
    ["select from_iso8601_timestamp('2025-05-01')"],
    ['select transform(items, x -> x + 1) from t'],
    ['select now()'],
    ['select current_date'],
    ['select avg(amount) from lines'],
    ['select cast(amount as double) from lines'],
    ['select amount * 1e-2 from lines'],
    ['select any_value(holder_id) from lines'],
  ])('refuses %s', (sql) => {
    expect(faultsOf(sql)).not.toEqual([]);
  });

  it('takes a forbidden word in a literal, a comment or the one division for what it is', () => {
    expect(
      faultsOf("-- never now() or a / b\nselect 'a / b, now()' as text, floor_div(a, b) as quotient from t"),
    ).toEqual([]);
  });
});
