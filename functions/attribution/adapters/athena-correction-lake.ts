import { ATTRIBUTION_SQL, type AttributionQuery } from '#attribution/attribution-sql';
import type { CorrectionInputs } from '#attribution/correction-inputs';
import type { CorrectedPeriod, CorrectionLake } from '#attribution/correction-ports';
import type { CorrectionRows } from '#attribution/corrections';
import { correctionRowsOf } from '#attribution/query-rows';
import { correctionValuesOf, valuesNamedIn } from '#attribution/query-values';
import type { RunStages } from '#attribution/run-stages';
import { bindValues } from '#kernel/sql/bind-values';
import type { AthenaQueries } from '#platform/clients/athena-queries';

const KINDS = { late: 'late-lines', recovered: 'recovered-lines' } as const satisfies Record<string, AttributionQuery>;

/** Corrections in Athena: each frozen period's late and recovered lines are one UNLOAD each, under the taking period's run. */
export class AthenaCorrectionLake implements CorrectionLake {
  readonly #queries: AthenaQueries;
  readonly #stages: RunStages;

  constructor(queries: AthenaQueries, stages: RunStages) {
    this.#queries = queries;
    this.#stages = stages;
  }

  async writeCorrections(inputs: CorrectionInputs, periods: readonly CorrectedPeriod[]): Promise<void> {
    const { period_id: periodId, run } = inputs;
    await this.#stages.once({ inputs: { periodId }, run }, 'corrections', ['correction_lines'], async (token) => {
      for (const source of inputs.sources) {
        const period = periods.find((one) => one.inputs.periodId === source.period_id);
        if (period === undefined) continue;
        const values = correctionValuesOf({ inputs, source, period });
        for (const [kind, query] of Object.entries(KINDS)) {
          const text = ATTRIBUTION_SQL[query];
          const { sql, parameters } = bindValues(text, valuesNamedIn(text, values));
          const to = `correction_lines/period_id=${periodId}/run=${run}/${source.period_id}-${kind}/`;
          await this.#queries.unload(sql, { to, parameters, token: `${token}/${to}` });
        }
      }
    });
  }

  async correctionRows({
    periodId,
    run,
  }: {
    readonly periodId: string;
    readonly run: string;
  }): Promise<CorrectionRows> {
    const values = { period_id: periodId, correction_run: run };
    const { sql, parameters } = bindValues(ATTRIBUTION_SQL['correction-totals'], values);
    return correctionRowsOf(await this.#queries.rows(sql, { parameters }));
  }

  async dropCorrections(of: { readonly periodId: string; readonly run: string }): Promise<void> {
    await this.#stages.drop(of);
  }
}
