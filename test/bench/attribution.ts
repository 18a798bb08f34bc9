import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { AttributionQuery } from '#attribution/attribution-sql';
import { TRINO_MACROS } from '#infra/local/engines/athena/trino-macros';
import { PARQUET_DICTIONARIES } from '#infra/local/engines/athena/unload';
import type { BenchResult } from '#test/bench/bench-result';

const PLAYS = Number(process.env['BENCH_PLAYS'] ?? 10_000_000);
const TRACKS = 100_000;
const HOLDERS = 50_000;
const TYPES = 4;
const APRIL = 1_743_465_600_000;
const MAY = 1_746_057_600_000;
const RENEGOTIATED = 1_744_761_600_000;
/** What 2 cores and 4 GiB leave to the engine. */
const MEMORY = '2500MB';
const POOL_UNITS = '350000000000000';

/** Milliseconds on the clock, and CPU seconds of all threads: the second hardly feels other work on the machine. */
interface Spent {
  readonly milliseconds: number;
  readonly cpuSeconds: number;
}

interface Engine {
  run(sql: string): Promise<void>;
  close(): void;
}

/** Count, attribute and prove a month as the local Athena runs them, beside DuckDB doing the bare join and nothing else. */
export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pennywhistle-bench-'));
  try {
    const engine = await openEngine(folder);
    await generate(engine, folder);
    const floor = await floors(engine, folder);
    const times = {
      count: await spent(() => count(engine, folder)),
      attribute: await spent(() => unload(engine, folder, 'attribution-lines', 'attribution_lines')),
      prove: await spent(() => prove(engine, folder)),
    };
    engine.close();
    return [...results(times, floor, folder), ...postgresResults()];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function spent(work: () => Promise<unknown>): Promise<Spent> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { milliseconds: performance.now() - start, cpuSeconds: (user + system) / 1e6 };
}

function together(...parts: readonly Spent[]): Spent {
  return {
    milliseconds: parts.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    cpuSeconds: parts.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
  };
}

const cpu = ({ cpuSeconds }: Spent) => `${cpuSeconds.toFixed(1)} CPU s`;

async function openEngine(folder: string): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY,
    threads: '2',
    temp_directory: join(folder, 'spill'),
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run('set integer_division = true');
  for (const macro of TRINO_MACROS) await connection.run(`create macro ${macro}`);
  return {
    run: async (sql) => {
      await connection.run(sql);
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Sealed plays sorted by track and time; a tenth of the tracks has a new deal in the middle of the month. */
async function generate(engine: Engine, folder: string): Promise<void> {
  const copy = (table: string, select: string) => write(engine, folder, table, select);
  await copy(
    'plays_sealed',
    `select format('{:032x}', hash(i)::uhugeint * 18446744073709551557) as play_id, 'U' || (hash(i * 7) % 200000) as user_id,
       'T' || lpad((hash(i * 3) % ${TRACKS})::varchar, 6, '0') as track_id,
       ${APRIL} + (hash(i * 5) % ${MAY - APRIL})::bigint as played_at_ms, true as royalty_eligible
     from range(${PLAYS}) r(i) order by track_id, played_at_ms`,
  );
  await copy(
    'rights_bridge',
    `with deals as (
       select 'T' || lpad(t::varchar, 6, '0') as track_id, t, n, 'type' || n as rights_type
       from range(${TRACKS}) a(t), range(${TYPES}) b(n)
     )
     select track_id, rights_type, 'H' || ((t * ${TYPES} + n) % ${HOLDERS}) as holder_id, cast(1 as decimal(6, 5)) as share,
       0::bigint as effective_from_ms, case when t % 10 = 0 then ${RENEGOTIATED} end::bigint as effective_to_ms
     from deals
     union all
     select track_id, rights_type, 'H' || ((t * ${TYPES} + n + 1) % ${HOLDERS}), 1, ${RENEGOTIATED}, null
     from deals where t % 10 = 0 order by track_id, rights_type, effective_from_ms`,
  );
  await copy(
    'type_weights',
    `select '*' as country, 'type' || n as rights_type, cast(0.25 as decimal(6, 5)) as weight, 0::bigint as effective_from_ms,
       null::bigint as effective_to_ms from range(${TYPES}) r(n)`,
  );
  await copy('fraud_flags', `select play_id from plays_sealed where hash(play_id) % 1000 = 0`);
  for (const table of ['ineligible_tracks']) await copy(table, `select ''::varchar as track_id where false`);
}

async function write(engine: Engine, folder: string, table: string, select: string): Promise<void> {
  const target = join(folder, table);
  const how = `format parquet, compression zstd, compression_level 1, ${PARQUET_DICTIONARIES}, per_thread_output`;
  await engine.run(`copy (${select}) to '${target}' (${how})`);
  const keys = `'US_2025_04' as period_id, '1' as run, '1' as version, '1' as scope`;
  await engine.run(
    `create or replace view ${table} as select *, ${keys} from read_parquet('${target}/*', union_by_name = true)`,
  );
}

/** A query of the close with its values in place. */
function textOf(query: AttributionQuery): string {
  const values: Readonly<Record<string, string>> = {
    period_id: 'US_2025_04',
    country: 'US',
    period_start_ms: String(APRIL),
    period_end_ms: String(MAY),
    pool_units: POOL_UNITS,
  };
  const file = join(import.meta.dirname, `../../functions/attribution/sql/${query}.sql`);
  return readFileSync(file, 'utf8').replaceAll(
    /\?\/\*(\w+)\*\//g,
    (_place, name: string) => `'${values[name] ?? '1'}'`,
  );
}

const unload = (engine: Engine, folder: string, query: AttributionQuery, table: string) =>
  write(engine, folder, table, textOf(query));
const ask = (engine: Engine, query: AttributionQuery) =>
  engine.run(`create or replace temp table answer as ${textOf(query)}`);

async function count(engine: Engine, folder: string): Promise<void> {
  await unload(engine, folder, 'flagged-plays', 'flagged_plays');
  await unload(engine, folder, 'track-plays', 'track_plays');
  await unload(engine, folder, 'period-weights', 'period_weights');
  await unload(engine, folder, 'period-shares', 'period_shares');
  await unload(engine, folder, 'period-gaps', 'period_gaps');
  await unload(engine, folder, 'rates-pro-rata', 'period_rates');
  for (const query of ['rights-findings', 'weight-findings', 'count-plays'] as const) await ask(engine, query);
}

async function prove(engine: Engine, folder: string): Promise<void> {
  await unload(engine, folder, 'line-groups', 'line_groups');
  for (const query of ['line-proof', 'holder-totals', 'rate-totals', 'unattributed-totals'] as const)
    await ask(engine, query);
}

/** DuckDB with the same inputs, the bare join: summed by holder only, and written as lines of the same columns. */
async function floors(engine: Engine, folder: string) {
  const join = `from plays_sealed p join (select *, cast(share * cast(0.25 as decimal(6, 5)) as decimal(12, 10)) as snapshot_share
    from rights_bridge) b on b.track_id = p.track_id and b.effective_from_ms <= p.played_at_ms
    and (b.effective_to_ms is null or p.played_at_ms < b.effective_to_ms)`;
  const payout = `cast(0.0034567891 as decimal(18, 10)) * b.snapshot_share`;
  const aggregate = await spent(() =>
    engine.run(
      `create or replace temp table answer as select b.holder_id, sum(${payout}) as amount ${join} group by all`,
    ),
  );
  const lines = await spent(() =>
    write(
      engine,
      folder,
      'floor_lines',
      `select p.play_id, p.track_id, p.played_at_ms, b.holder_id, b.rights_type, b.snapshot_share,
         cast(0.0034567891 as decimal(18, 10)) as rate, ${payout} as payout ${join}`,
    ),
  );
  rmSync(`${folder}/floor_lines`, { recursive: true, force: true });
  return { aggregate, lines };
}

function results(
  times: { readonly count: Spent; readonly attribute: Spent; readonly prove: Spent },
  floor: { readonly aggregate: Spent; readonly lines: Spent },
  folder: string,
): BenchResult[] {
  const lines = PLAYS * TYPES;
  const bytes = readdirSync(join(folder, 'attribution_lines')).length;
  const size = `${PLAYS} plays × ${TYPES} holders, ${TRACKS} tracks, ${HOLDERS} holders, a tenth renegotiated mid-month, 0.1 % flagged`;
  const whole = together(floor.aggregate, floor.lines);
  const total = together(times.count, times.attribute, times.prove);
  const status = readFileSync('/proc/self/status', 'utf8');
  const peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  return [
    {
      name: 'attribution, lines written',
      unit: 'ms',
      value: times.attribute.milliseconds,
      goal: 1.5 * floor.lines.milliseconds,
      floor: floor.lines.milliseconds,
      note: `${size}; ${lines} lines into ${bytes} files, ${((lines / times.attribute.milliseconds) * 1000).toFixed(0)} lines/s, ${cpu(times.attribute)}. Floor: DuckDB writes the bare join with the same columns, ${cpu(floor.lines)}`,
    },
    {
      name: 'attribution, count',
      unit: 'ms',
      value: times.count.milliseconds,
      note: `${cpu(times.count)}: flags, plays by track, weights, shares, gaps, rates and every check of R8 and R9`,
    },
    {
      name: 'attribution, prove',
      unit: 'ms',
      value: times.prove.milliseconds,
      note: `${cpu(times.prove)}: reads every line back: sums, digest, holder totals, what nobody claims`,
    },
    {
      name: 'attribution, whole close',
      unit: 'ms',
      value: total.milliseconds,
      goal: 1.5 * whole.milliseconds,
      floor: whole.milliseconds,
      note: `count + attribute + prove, ${cpu(total)}. Floor: the bare join written (${floor.lines.milliseconds.toFixed(0)} ms) and summed by holder (${floor.aggregate.milliseconds.toFixed(0)} ms), ${cpu(whole)}`,
    },
    {
      name: 'attribution, peak memory',
      unit: 'MiB',
      value: peak,
      goal: 4096,
      note: `resident, floors and the making of the plays included; DuckDB may take ${MEMORY}, what is more spills`,
    },
  ];
}

/**
 * The textbook formulation, where a PostgreSQL server is: `BENCH_POSTGRES` is its connection string for `psql`. Once row by row, as a
 * program does it, and twice as one statement: into a table with a key, and into a temporary one with none, which nobody could keep.
 */
function postgresResults(): BenchResult[] {
  const server = process.env['BENCH_POSTGRES'];
  if (server === undefined) return [];
  const plays = Math.min(PLAYS, 1_000_000);
  const range = 'p.played_at_ms >= b.from_ms and p.played_at_ms < b.to_ms';
  const statement = `insert into lines select p.play_id, b.holder_id, b.rights_type, round(0.0034567891 * b.share, 10)
      from plays p join bridge b on b.track_id = p.track_id and ${range};`;
  const sql = `
    drop schema if exists attribution_bench cascade; create schema attribution_bench; set search_path to attribution_bench;
    create table plays as select md5(i::text) as play_id, 'T' || (hashint8(i) & 65535) as track_id,
      ${APRIL} + (abs(hashint8extended(i, 5)) % ${MAY - APRIL}) as played_at_ms from generate_series(1, ${plays}) i;
    create table bridge as select 'T' || t as track_id, n as rights_type, 'H' || ((t * 4 + n) % ${HOLDERS}) as holder_id,
      0.25 as share, 0::bigint as from_ms, ${MAY}::bigint as to_ms from generate_series(0, 65535) t, generate_series(0, 3) n;
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
    note: `${plays} plays × ${TYPES}: range join and insert of round(rate × share, 10), ${((plays * TYPES * 1000) / milliseconds).toFixed(0)} lines/s`,
  }));
}
