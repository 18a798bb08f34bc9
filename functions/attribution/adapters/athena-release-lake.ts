import { z } from 'zod';
import { ATTRIBUTION_SQL, type AttributionQuery } from '#attribution/attribution-sql';
import type { ReleaseFigures, ReleaseLake, ReleaseOf } from '#attribution/ports';
import { releaseValuesOf, valuesNamedIn } from '#attribution/query-values';
import { type ReleaseTotal, releaseRun } from '#attribution/release-totals';
import type { RunStages } from '#attribution/run-stages';
import { bindValues } from '#kernel/sql/bind-values';
import type { AthenaQueries, QueryRow } from '#platform/clients/athena-queries';

const whole = z.string().regex(/^\d+$/).transform(Number);
const proofRow = z.object({ line_count: whole, claims_off: whole });
const totalRow = z.object({
  track_id: z.string(),
  rights_type: z.string(),
  rights_holder_id: z.string(),
  line_count: whole,
  amount: z.string(),
});

/** Releases in Athena: lines are unloaded under `release_lines/period_id=<id>/run=release-<version>/`, figures asked from them. */
export class AthenaReleaseLake implements ReleaseLake {
  readonly #queries: AthenaQueries;
  readonly #stages: RunStages;

  constructor(queries: AthenaQueries, stages: RunStages) {
    this.#queries = queries;
    this.#stages = stages;
  }

  async writeLines(of: ReleaseOf): Promise<void> {
    const { inputs, bridgeVersion } = of;
    const into = releaseRun(bridgeVersion);
    await this.#stages.once({ inputs, run: into }, 'lines', ['release_lines'], async (token) => {
      const text = ATTRIBUTION_SQL['release-lines'];
      const { sql, parameters } = bindValues(text, valuesNamedIn(text, releaseValuesOf(of)));
      await this.#queries.unload(sql, {
        to: `release_lines/period_id=${inputs.periodId}/run=${into}/`,
        parameters,
        token: `${token}/release_lines`,
      });
    });
  }

  async figures(of: ReleaseOf): Promise<ReleaseFigures> {
    const [[proof], totals] = await Promise.all([this.#rows('release-proof', of), this.#rows('release-totals', of)]);
    const { line_count: lines, claims_off: claimsOff } = proofRow.parse(proof);
    return { lines, claimsOff, totals: totals.map(totalOf) };
  }

  async #rows(
    query: AttributionQuery,
    { inputs: { periodId }, bridgeVersion }: ReleaseOf,
  ): Promise<readonly QueryRow[]> {
    const values = { period_id: periodId, run: releaseRun(bridgeVersion) };
    const { sql, parameters } = bindValues(ATTRIBUTION_SQL[query], values);
    return await this.#queries.rows(sql, { parameters });
  }
}

function totalOf(row: QueryRow): ReleaseTotal {
  const { track_id, rights_type, rights_holder_id, line_count, amount } = totalRow.parse(row);
  return { trackId: track_id, rightsType: rights_type, holderId: rights_holder_id, lines: line_count, amount };
}
