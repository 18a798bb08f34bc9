import { bindValues, type NamedValues } from '#kernel/sql/bind-values';
import type { AthenaQueries, QueryRow } from '#platform/clients/athena-queries';
import type { CompactionQueries, CompactionRequest } from '#plays/compaction-ports';
import { HORIZON_MILLISECONDS, PARTITIONS_MAX } from '#plays/play-identity';
import { partName } from '#plays/play-lake';
import countRun from '../sql/count-run.sql' with { type: 'text' };
import earliestArrival from '../sql/earliest-arrival.sql' with { type: 'text' };
import judgeArrivals from '../sql/judge-arrivals.sql' with { type: 'text' };
import mergeArrivals from '../sql/merge-arrivals.sql' with { type: 'text' };
import mergePlays from '../sql/merge-plays.sql' with { type: 'text' };
import runCountries from '../sql/run-countries.sql' with { type: 'text' };
import writePlays from '../sql/write-plays.sql' with { type: 'text' };

/** The queries of a compaction run on Athena; a run's name makes each of them one execution, however often it is asked for. */
export function createCompactionQueries(athena: AthenaQueries): CompactionQueries {
  const one = async (sql: string, values: NamedValues, token: string): Promise<QueryRow> => {
    const bound = bindValues(sql, values);
    const [row = {}] = await athena.rows(bound.sql, { parameters: bound.parameters, token });
    return row;
  };
  const unload = async (sql: string, values: NamedValues, to: string, partitionedBy: readonly string[] = []) => {
    const bound = bindValues(sql, values);
    await athena.unload(bound.sql, { parameters: bound.parameters, token: to, to, partitionedBy });
  };
  return {
    async earliestArrival({ run, hours }) {
      const { ingested_at_ms: text = '' } = await one(earliestArrival, { run, hours }, run);
      return text === '' ? undefined : Number(text);
    },
    async judge({ run, number, hours, runs, fromMs }) {
      const values = { run, number, hours, runs, from_ms: fromMs, horizon_ms: HORIZON_MILLISECONDS };
      await unload(judgeArrivals, values, `play_arrivals/compaction_run=${run}/`);
    },
    async count(run) {
      const row = await one(countRun, { run }, run);
      const number = (name: string) => Number(row[name]);
      return {
        partitions: number('partitions'),
        plays: number('plays'),
        duplicates: number('duplicates'),
        conflicts: number('conflicts'),
        superseded: number('superseded'),
        ingestedToMs: number('ingested_to_ms'),
      };
    },
    async mergeArrivals(run, runs) {
      await unload(mergeArrivals, { runs }, `play_arrivals/compaction_run=${run}/`);
    },
    async mergePlays({ run, runs, parts, part }) {
      const bound = bindValues(runCountries, { runs });
      const rows = await athena.rows(bound.sql, { parameters: bound.parameters, token: run });
      const countries = rows.map(({ country_id = '' }) => country_id);
      const values = { parts, countries, after: part * PARTITIONS_MAX, through: (part + 1) * PARTITIONS_MAX };
      const to = `plays/compaction_run=${partName(run, part)}/`;
      await unload(mergePlays, values, to, ['country_id', 'event_date']);
    },
    async writePlays({ run, hours, part }: CompactionRequest & { readonly part: number }) {
      const values = { run, hours, after: part * PARTITIONS_MAX, through: (part + 1) * PARTITIONS_MAX };
      const to = `plays/compaction_run=${partName(run, part)}/`;
      await unload(writePlays, values, to, ['country_id', 'event_date']);
    },
  };
}
