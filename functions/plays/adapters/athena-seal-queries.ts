import { bindValues, type NamedValues } from '#kernel/sql/bind-values';
import { instantOf } from '#kernel/time/clock';
import type { AthenaQueries } from '#platform/clients/athena-queries';
import { type BegunSeal, quarantineWindow, sealRun } from '#plays/play-seal';
import type { SealQueries, SealScope } from '#plays/seal-ports';
import countPeriod from '../sql/count-period.sql' with { type: 'text' };
import countSealed from '../sql/count-sealed.sql' with { type: 'text' };
import sealPlays from '../sql/seal-plays.sql' with { type: 'text' };

/** The queries of a seal on Athena; period and run make each of them one execution. */
export function createSealQueries(athena: AthenaQueries): SealQueries {
  const one = async (sql: string, values: NamedValues, token: string) => {
    const bound = bindValues(sql, values);
    const [row = {}] = await athena.rows(bound.sql, { parameters: bound.parameters, token });
    return (name: string) => Number(row[name]);
  };
  return {
    async writeSealed(scope) {
      const { sql, parameters } = bindValues(sealPlays, { ...periodValues(scope.begun), ...lists(scope) });
      const to = `plays_sealed/period_id=${scope.begun.periodId}/run=${sealRun(scope.begun)}/`;
      return await athena.unload(sql, { parameters, to, token: to });
    },
    async countSealed(begun) {
      const run = sealRun(begun);
      const number = await one(countSealed, { period_id: begun.periodId, run }, `${begun.periodId}/${run}`);
      return { rows: number('sealed_rows'), plays: number('plays') };
    },
    async counts(scope) {
      const { begun } = scope;
      const { firstMs, lastMs } = quarantineWindow(begun);
      const hours = { first_hour: hourOf(firstMs), last_hour: hourOf(lastMs) };
      const values = { ...periodValues(begun), ...lists(scope), ...hours };
      const number = await one(countPeriod, values, `${begun.periodId}/${sealRun(begun)}`);
      return {
        latePlays: number('late_plays'),
        quarantinedPlays: number('quarantined_plays'),
        duplicatePlays: number('duplicate_plays'),
        conflictingPlays: number('conflicting_plays'),
      };
    },
  };
}

const lists = ({ runs, parts }: SealScope) => ({ runs, parts });
const dayOf = (milliseconds: number) => instantOf(milliseconds).slice(0, 10);
const hourOf = (milliseconds: number) => instantOf(milliseconds).slice(0, 13);

function periodValues({ countryId, periodStartMs, periodEndMs, cutoffAtMs }: BegunSeal) {
  return {
    country_id: countryId,
    first_day: dayOf(periodStartMs),
    last_day: dayOf(periodEndMs - 1),
    period_start_ms: periodStartMs,
    period_end_ms: periodEndMs,
    cutoff_at_ms: cutoffAtMs,
  };
}
