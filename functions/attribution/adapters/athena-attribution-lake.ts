import { ATTRIBUTION_SQL, type AttributionQuery, closeSqlDigests } from '#attribution/attribution-sql';
import type { PeriodFindings } from '#attribution/period-findings';
import type { AttributionLake, AttributionLine, RunOf } from '#attribution/ports';
import { findingsOf, lineFiguresOf, lineOf, rateTotalsOf, unattributedOf } from '#attribution/query-rows';
import { valuesNamedIn, valuesOf } from '#attribution/query-values';
import type { HolderTotal, LineFigures, RunFigures, UnattributedTotal } from '#attribution/run-figures';
import type { RunStages, StageTable } from '#attribution/run-stages';
import type { PeriodCounts } from '#attribution/sealed-inputs';
import { unreachable } from '#kernel/errors';
import { bindValues, type NamedValues } from '#kernel/sql/bind-values';
import type { AthenaQueries, QueryRow } from '#platform/clients/athena-queries';

const DERIVED = [
  'track_plays',
  'flagged_plays',
  'ineligible_tracks',
  'period_weights',
  'period_shares',
  'period_gaps',
] as const;

/** Attribution in Athena: relations of a run are unloaded under its name, figures are asked from them. */
export class AthenaAttributionLake implements AttributionLake {
  readonly #queries: AthenaQueries;
  readonly #stages: RunStages;

  constructor(queries: AthenaQueries, stages: RunStages) {
    this.#queries = queries;
    this.#stages = stages;
  }

  async derive(of: RunOf): Promise<void> {
    await this.#stages.once(of, 'derive', DERIVED, async (token) => {
      const unload = (table: StageTable, query: AttributionQuery) => this.#unload(of, { table, query, token });
      const weights = unload('period_weights', 'period-weights');
      await Promise.all(
        of.inputs.flags.map(({ scope, run }, index) =>
          this.#unload(of, {
            table: 'flagged_plays',
            query: 'flagged-plays',
            token,
            folder: `${index}/`,
            values: { flag_scope: scope, flag_run: run },
          }),
        ),
      );
      await Promise.all([weights, unload('track_plays', 'track-plays')]);
      await Promise.all([
        unload('period_shares', 'period-shares'),
        unload('period_gaps', 'period-gaps'),
        ...(of.inputs.terms.trackEligibility === null ? [] : [unload('ineligible_tracks', 'ineligible-tracks')]),
      ]);
    });
  }

  async findings(of: RunOf): Promise<PeriodFindings> {
    const [rights, weights] = await Promise.all([this.#rows('rights-findings', of), this.#rows('weight-findings', of)]);
    return findingsOf(rights, weights);
  }

  async count(of: RunOf): Promise<PeriodCounts> {
    const [row = {}] = await this.#rows('count-plays', of);
    return {
      plays: Number(row['plays']),
      qualifiedPlays: Number(row['qualified_plays']),
      fraudPlays: Number(row['fraud_plays']),
      ineligiblePlays: Number(row['ineligible_plays']),
    };
  }

  async writeRates(of: RunOf): Promise<void> {
    if (/^-|^0+(\.0*)?$/.test(of.inputs.pool)) return;
    await this.#stages.once(of, 'rates', ['period_rates'], async (token) => {
      await this.#unload(of, { table: 'period_rates', query: ratesQueryOf(of), token });
    });
  }

  async writeLines(of: RunOf): Promise<void> {
    await this.#stages.once(of, 'lines', ['attribution_lines'], async (token) => {
      await this.#unload(of, { table: 'attribution_lines', query: 'attribution-lines', token });
    });
  }

  async figures(of: RunOf): Promise<RunFigures> {
    const [rates, lines, unattributed] = await Promise.all([
      this.#rows('rate-totals', of),
      this.lineFigures({ ...of, linesRun: of.run }),
      this.unattributed(of),
    ]);
    const holders = await this.#rows('holder-totals', of);
    return { rates: rateTotalsOf(rates), lines, unattributed, holders: holders.map(holderTotalOf) };
  }

  async lineFigures({ inputs, run, linesRun }: RunOf & { readonly linesRun: string }): Promise<LineFigures> {
    const of = { inputs, run };
    await this.#stages.once(of, 'groups', ['line_groups'], async (token) => {
      await this.#unload(
        { inputs, run: linesRun },
        { table: 'line_groups', query: 'line-groups', token, intoRun: run },
      );
    });
    return lineFiguresOf(await this.#rows('line-proof', of));
  }

  async simulatedTotals(of: RunOf): Promise<readonly HolderTotal[]> {
    return (await this.#rows('simulated-totals', of)).map(holderTotalOf);
  }

  async unattributed(of: RunOf): Promise<readonly UnattributedTotal[]> {
    return (await this.#rows('unattributed-totals', of)).map(unattributedOf);
  }

  async page(question: Parameters<AttributionLake['page']>[0]): Promise<readonly AttributionLine[]> {
    const { periodId, run, holderId, trackId, after, releaseRuns } = question;
    const values = {
      period_id: periodId,
      run,
      holder_id: holderId,
      track_id: trackId,
      after_ms: after?.playedAtMs ?? -1,
      after_play_id: after?.playId ?? '',
      after_holder_id: after?.rightsHolderId ?? '',
      after_rights_type: after?.rightsType ?? '',
      release_runs: releaseRuns.length === 0 ? ['none'] : releaseRuns,
    };
    const { sql, parameters } = bindValues(ATTRIBUTION_SQL['lines-page'], values);
    return (await this.#queries.rows(sql, { parameters })).map(lineOf);
  }

  async drop(of: { readonly periodId: string; readonly run: string }): Promise<void> {
    await this.#stages.drop(of);
  }

  sqlDigests(): Readonly<Record<string, string>> {
    return closeSqlDigests();
  }

  async #rows(query: AttributionQuery, of: RunOf): Promise<readonly QueryRow[]> {
    const text = ATTRIBUTION_SQL[query];
    const { sql, parameters } = bindValues(text, valuesNamedIn(text, valuesOf(of)));
    return await this.#queries.rows(sql, { parameters });
  }

  async #unload(
    of: RunOf,
    to: {
      readonly table: StageTable;
      readonly query: AttributionQuery;
      readonly token: string;
      readonly folder?: string;
      readonly values?: NamedValues;
      readonly intoRun?: string;
    },
  ): Promise<void> {
    const text = ATTRIBUTION_SQL[to.query];
    const { sql, parameters } = bindValues(text, valuesNamedIn(text, { ...valuesOf(of), ...to.values }));
    const folder = `${to.table}/period_id=${of.inputs.periodId}/run=${to.intoRun ?? of.run}/${to.folder ?? ''}`;
    await this.#queries.unload(sql, { to: folder, parameters, token: `${to.token}/${to.table}${to.folder ?? ''}` });
  }
}

function ratesQueryOf({ inputs: { policy } }: RunOf): AttributionQuery {
  switch (policy) {
    case 'pro_rata':
      return 'rates-pro-rata';
    case 'user_centric':
      return 'rates-user-centric';
    case 'artist_centric':
      return 'rates-artist-centric';
    default:
      return unreachable(policy);
  }
}

function holderTotalOf(row: QueryRow): HolderTotal {
  return { rightsHolderId: row['rights_holder_id'] ?? '', amount: row['amount'] ?? '' };
}
