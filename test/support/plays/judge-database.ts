import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { bindValues } from '#kernel/sql/bind-values';
import type { SealMark } from '#plays/compaction-ports';
import { HORIZON_MILLISECONDS } from '#plays/play-identity';
import { runName } from '#plays/play-lake';
import type { Arrival, Judgement } from '#test/support/plays/judge-model';
import judgeArrivals from '../../../functions/plays/sql/judge-arrivals.sql' with { type: 'text' };

const TABLES = [
  'create or replace table plays_landing (play_id varchar, source varchar, position varchar, ingested_at_ms bigint, content_hash varchar, country_id varchar, played_at_ms bigint, arrival_hour varchar, landing_object varchar)',
  'create or replace table plays_selected (landing_object varchar, compaction_run varchar)',
  'create or replace table plays_seals (country_id varchar, period_start_ms bigint, period_end_ms bigint, cutoff_at_ms bigint, through_run bigint, compaction_run varchar)',
  'create or replace table play_arrivals (play_id varchar, source varchar, position varchar, ingested_at_ms bigint, content_hash varchar, country_id varchar, played_at_ms bigint, verdict varchar, is_new boolean, is_superseded boolean, is_conflict boolean, winner_source varchar, winner_position varchar, winner_content_hash varchar, judged_in bigint, compaction_run varchar)',
];
const LATEST =
  'select * from play_arrivals qualify row_number() over (partition by play_id, source, position order by judged_in desc) = 1';

/** The judgement's own SQL over plain tables, so that thousands of histories can be judged. */
export async function aJudgeDatabase() {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  let number = 0;
  let seals: SealMark[] = [];
  const names: string[] = [];
  return {
    async clear(): Promise<void> {
      for (const table of TABLES) await connection.run(table);
      number = 0;
      seals = [];
      names.length = 0;
    },
    /** One run of compaction over a batch; batches may overlap. */
    async run(batch: readonly Arrival[]): Promise<void> {
      if (batch.length === 0) return;
      number += 1;
      const run = runName(number);
      await landBatch(connection, run, batch, seals);
      const { sql, parameters } = bindValues(judgeArrivals, {
        run,
        number,
        hours: ['h'],
        runs: names.length === 0 ? ['none'] : names,
        from_ms: Math.min(...batch.map(({ ingestedAtMs }) => ingestedAtMs)) - HORIZON_MILLISECONDS,
        horizon_ms: HORIZON_MILLISECONDS,
      });
      await connection.run(`insert into play_arrivals select *, '${run}' from (${sql})`, [...parameters]);
      names.push(run);
    },
    seal(mark: Omit<SealMark, 'throughRun'>): void {
      seals.push({ ...mark, throughRun: number });
    },
    async judgement(): Promise<Judgement> {
      const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRows().map((row) => String(row[0]));
      return {
        winners: await rows(
          `select play_id || '/' || source || '/' || position from (${LATEST}) where verdict = 'wins' order by 1`,
        ),
        duplicates: Number((await rows(`select count(*) from (${LATEST}) where verdict = 'loses'`))[0]),
        conflicts: Number((await rows(`select count(*) from (${LATEST}) where verdict = 'loses' and is_conflict`))[0]),
      };
    },
    close(): void {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function landBatch(
  connection: DuckDBConnection,
  run: string,
  batch: readonly Arrival[],
  seals: readonly SealMark[],
): Promise<void> {
  const rows = batch.map(
    (a) =>
      `('${a.playId}', '${a.source}', '${a.position}', ${a.ingestedAtMs}, '${a.contentHash}', '${a.countryId}', ${a.playedAtMs}, 'h', 'o${run}')`,
  );
  await connection.run(`insert into plays_landing values ${rows.join(', ')}`);
  await connection.run(`insert into plays_selected values ('o${run}', '${run}')`);
  for (const seal of seals)
    await connection.run(
      `insert into plays_seals values ('${seal.countryId}', ${seal.periodStartMs}, ${seal.periodEndMs}, ${seal.cutoffAtMs}, ${seal.throughRun}, '${run}')`,
    );
}
