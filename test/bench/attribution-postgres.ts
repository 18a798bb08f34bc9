import { spawnSync } from 'node:child_process';
import type { BenchResult } from '#test/bench/bench-result';

/** A month's plays in milliseconds, `types` holders each. */
interface Month {
  readonly plays: number;
  readonly holders: number;
  readonly types: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The textbook formulation, where a PostgreSQL server is: `BENCH_POSTGRES` is its connection string for `psql`. Once row by row, as a
 * program does it, and twice as one statement: into a table with a key, and into a temporary one with none, which nobody could keep.
 */
export function postgresResults({ plays: asked, holders, types, from, to }: Month): BenchResult[] {
  const server = process.env['BENCH_POSTGRES'];
  if (server === undefined) return [];
  const plays = Math.min(asked, 1_000_000);
  const range = 'p.played_at_ms >= b.from_ms and p.played_at_ms < b.to_ms';
  const statement = `insert into lines select p.play_id, b.holder_id, b.rights_type, round(0.0034567891 * b.share, 10)
      from plays p join bridge b on b.track_id = p.track_id and ${range};`;
  const sql = `
    drop schema if exists attribution_bench cascade; create schema attribution_bench; set search_path to attribution_bench;
    create table plays as select md5(i::text) as play_id, 'T' || (hashint8(i) & 65535) as track_id,
      ${from} + (abs(hashint8extended(i, 5)) % ${to - from}) as played_at_ms from generate_series(1, ${plays}) i;
    create table bridge as select 'T' || t as track_id, n as rights_type, 'H' || ((t * 4 + n) % ${holders}) as holder_id,
      0.25 as share, 0::bigint as from_ms, ${to}::bigint as to_ms from generate_series(0, 65535) t, generate_series(0, 3) n;
    create index on bridge (track_id, from_ms); analyze plays; analyze bridge;
    create table lines (play_id text, rights_type int, holder_id text, amount numeric, primary key (play_id, rights_type, holder_id));
    \\timing on
    do $$ declare p record; b record; begin
      for p in select * from plays loop
        for b in select * from bridge where track_id = p.track_id and ${range.replaceAll('b.', '')} loop
          insert into lines (play_id, holder_id, rights_type, amount)
            values (p.play_id, b.holder_id, b.rights_type, round(0.0034567891 * b.share, 10));
        end loop;
      end loop;
    end $$;
    \\timing off
    truncate lines;
    \\timing on
    ${statement.replace('into lines', 'into lines (play_id, holder_id, rights_type, amount)')}
    \\timing off
    create temp table bare (play_id text, holder_id text, rights_type int, amount numeric);
    \\timing on
    ${statement.replace('into lines', 'into bare')}
    \\timing off
    drop schema attribution_bench cascade;`;
  const child = spawnSync('psql', [server, '--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1'], {
    input: sql,
    encoding: 'utf8',
  });
  const times = [...child.stdout.matchAll(/Time: ([\d.]+) ms/g)].map(([, text]) => Number(text));
  if (child.status !== 0 || times.length !== 3) throw new Error(`PostgreSQL did not answer: ${child.stderr}`);
  const ways = ['row by row', 'one statement, with a key', 'one statement, a temporary table without'];
  return times.map((milliseconds, index) => ({
    name: `attribution in PostgreSQL, ${ways[index]}`,
    unit: 'ms',
    value: milliseconds,
    note: `${plays} plays × ${types}: range join and insert of round(rate × share, 10), ${((plays * types * 1000) / milliseconds).toFixed(0)} lines/s`,
  }));
}
