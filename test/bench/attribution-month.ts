import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { TRINO_MACROS } from '#infra/local/engines/athena/trino-macros';
import { PARQUET_DICTIONARIES } from '#infra/local/engines/athena/unload';

export const PLAYS = Number(process.env['BENCH_PLAYS'] ?? 10_000_000);
export const TRACKS = 100_000;
export const HOLDERS = 50_000;
export const TYPES = 4;
export const APRIL = 1_743_465_600_000;
export const MAY = 1_746_057_600_000;
export const RENEGOTIATED = 1_744_761_600_000;
/** What 2 cores and 4 GiB leave to the engine. */
export const MEMORY = '2500MB';

export interface Engine {
  run(sql: string): Promise<void>;
  close(): void;
}

export async function openEngine(folder: string): Promise<Engine> {
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
export async function generate(engine: Engine, folder: string): Promise<void> {
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

export async function write(engine: Engine, folder: string, table: string, select: string): Promise<void> {
  const target = join(folder, table);
  rmSync(target, { recursive: true, force: true });
  const how = `format parquet, compression zstd, compression_level 1, ${PARQUET_DICTIONARIES}, per_thread_output`;
  await engine.run(`copy (${select}) to '${target}' (${how})`);
  const keys = `'US_2025_04' as period_id, '1' as run, '1' as version, '1' as scope`;
  await engine.run(
    `create or replace view ${table} as select *, ${keys} from read_parquet('${target}/*', union_by_name = true)`,
  );
}
