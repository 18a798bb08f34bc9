import { ATTRIBUTION_SQL, type AttributionQuery } from '#attribution/attribution-sql';
import { valuesNamedIn, valuesOf } from '#attribution/query-values';
import type { SealedInputs } from '#attribution/sealed-inputs';
import type { DistributionPolicy } from '#kernel/market/distribution-policy';
import type { NamedValues } from '#kernel/sql/bind-values';
import { APRIL, attributionWorld, RUN } from '#test/conformance/trino/cases/attribution-world';
import { aBoundCase } from '#test/support/trino/bound-case';
import type { SqlCase } from '#test/support/trino/sql-case';

const SNAPSHOT = { version: 1, key: 'k', sha256: 'h' };
const INPUTS: SealedInputs = {
  periodId: RUN.period_id,
  policy: 'pro_rata',
  terms: {
    trackEligibility: { playsMin: 50, months: 2 },
    artistCentric: {
      artistPlaysMin: 40,
      artistListenersMin: 3,
      artistBoost: '2',
      activeContexts: ['search', 'playlist'],
      activeBoost: '1.5',
      playsCap: 25,
      capMode: 'scale',
    },
  },
  pool: '98765.4321000001',
  currency: 'USD',
  plays: {
    run: 's1',
    manifestKey: 'k',
    manifestHash: 'h',
    objects: [],
    latePlays: 0,
    quarantinedPlays: 0,
    duplicatePlays: 0,
  },
  flags: [],
  bridge: SNAPSHOT,
  weights: SNAPSHOT,
  catalog: SNAPSHOT,
  revenue: SNAPSHOT,
  earlierMonths: [{ periodId: 'US_2025_03', run: 'm1' }],
};

interface Stage {
  readonly query: AttributionQuery;
  readonly name: string;
  readonly worlds: readonly string[];
  readonly fills?: string;
  readonly inputs?: SealedInputs;
  readonly values?: NamedValues;
}

function stage({ query, name, worlds, fills, inputs = INPUTS, values = {} }: Stage): SqlCase {
  const sql = ATTRIBUTION_SQL[query];
  return aBoundCase({
    file: `functions/attribution/sql/${query}.sql`,
    name,
    sql,
    values: valuesNamedIn(sql, { ...valuesOf({ inputs, run: RUN.run }), ...values }),
    tables: attributionWorld(),
    worlds,
    ...(fills !== undefined && { fills: { table: fills, partition: RUN } }),
  });
}

const DERIVED = ['april'];

/** What every policy stands on, each stage over what the stages before it made. */
const DERIVING: readonly SqlCase[] = [
  stage({
    query: 'period-weights',
    name: 'the country’s set, else the default’s (R9)',
    worlds: DERIVED,
    fills: 'period_weights',
  }),
  ...[
    { flag_scope: 'US_2025_04', flag_run: 'f1' },
    { flag_scope: 'external', flag_run: 'x1' },
  ].map((values) =>
    stage({
      query: 'flagged-plays',
      name: `flags of ${values.flag_scope} (R7)`,
      worlds: DERIVED,
      fills: 'flagged_plays',
      values,
    }),
  ),
  stage({ query: 'track-plays', name: 'plays and flagged plays', worlds: DERIVED, fills: 'track_plays' }),
  stage({
    query: 'ineligible-tracks',
    name: 'below the threshold in two months (R19)',
    worlds: DERIVED,
    fills: 'ineligible_tracks',
  }),
  stage({ query: 'period-shares', name: 'a renegotiation in mid-month (R4)', worlds: DERIVED, fills: 'period_shares' }),
  stage({ query: 'period-gaps', name: 'uncovered and unheard-of tracks (R10)', worlds: DERIVED, fills: 'period_gaps' }),
  stage({ query: 'rights-findings', name: 'gaps, overlaps, short sums, unnamed types (R8)', worlds: DERIVED }),
  stage({
    query: 'weight-findings',
    name: 'a stretch without weights, and a set of less than one (R9)',
    worlds: DERIVED,
  }),
  stage({ query: 'count-plays', name: 'counts', worlds: DERIVED }),
];

/** Two releases of what the freeze left unclaimed, the second over the first's lines (R10); the claims that short shares leave off show. */
function releaseCases(label: string, inputs: SealedInputs, worlds: readonly string[]): readonly SqlCase[] {
  return [
    { version: '3', run: 'release-3', earlier_runs: ['none'] },
    { version: '4', run: 'release-4', earlier_runs: ['none', 'release-3'] },
  ].flatMap(({ version, run, earlier_runs }) => {
    const values = {
      release_version: version,
      earlier_runs,
      correction_run: 'c1',
      ...FLAGGED,
    };
    const name = `${label}, ${run}`;
    const lines = stage({ query: 'release-lines', name, worlds, inputs, values });
    const of = (query: AttributionQuery): SqlCase => stage({ query, name, worlds, inputs, values: { run } });
    const fills = { table: 'release_lines', partition: { ...RUN, run } };
    return [{ ...lines, fills }, of('release-totals'), of('release-proof')];
  });
}

/** The sets of flags that are read. */
const FLAGGED = {
  flag_scopes: ['external', 'US_2025_04'],
  flag_runs: ['x1', 'f1'],
  flag_sets: ['external/x1', 'US_2025_04/f1'],
};

/** May takes what happened to April since; it took some before. */
const CORRECTED: NamedValues = {
  taking_cutoff_ms: APRIL + 4_000_000_000,
  first_day: '2025-04-01',
  last_day: '2025-04-30',
  parts: ['c1-00'],
  arrival_runs: ['c1'],
  ...FLAGGED,
  taker_periods: ['US_2025_05'],
  taker_runs: ['c1'],
  takers: ['US_2025_05/c1'],
  release_periods: [RUN.period_id, 'US_2025_05'],
  release_runs: ['release-2'],
  releases: [`${RUN.period_id}/release-2`, 'US_2025_05/release-2'],
};

function policyCases(label: string, inputs: SealedInputs, rates: AttributionQuery): readonly SqlCase[] {
  const worlds = [...DERIVED, label];
  const of = (query: AttributionQuery, fills?: string, values?: NamedValues): SqlCase =>
    stage({
      query,
      name: label,
      worlds,
      inputs,
      ...(fills !== undefined && { fills }),
      ...(values !== undefined && { values }),
    });
  const start = {
    holder_id: '',
    track_id: '',
    after_ms: -1,
    after_play_id: '',
    after_holder_id: '',
    after_rights_type: '',
    release_runs: ['release-3', 'release-4'],
  };
  return [
    of(rates, 'period_rates'),
    of('rate-totals'),
    of('attribution-lines', 'attribution_lines'),
    of('late-lines', 'correction_lines', CORRECTED),
    of('recovered-lines', 'correction_lines', CORRECTED),
    of('correction-totals', undefined, { correction_run: RUN.run }),
    of('line-groups', 'line_groups'),
    of('line-proof'),
    of('holder-totals'),
    of('unattributed-totals'),
    of('simulated-totals'),
    ...releaseCases(label, inputs, worlds),
    of('lines-page', undefined, start),
    of('lines-page', undefined, { ...start, holder_id: 'H1', after_ms: APRIL + 500_000_000, after_play_id: 'p150' }),
  ];
}

const truncated: SealedInputs = {
  ...INPUTS,
  policy: 'artist_centric',
  terms: { ...INPUTS.terms, artistCentric: { ...INPUTS.terms.artistCentric, capMode: 'truncate' } },
};
const POLICIES: readonly (readonly [string, DistributionPolicy, AttributionQuery])[] = [
  ['pro rata', 'pro_rata', 'rates-pro-rata'],
  ['user-centric', 'user_centric', 'rates-user-centric'],
  ['artist-centric', 'artist_centric', 'rates-artist-centric'],
];

/** The whole chain of a period, for every policy, from sealed plays to totals. */
export const ATTRIBUTION_CASES: readonly SqlCase[] = [
  ...DERIVING,
  ...POLICIES.flatMap(([label, policy, rates]) => policyCases(label, { ...INPUTS, policy }, rates)),
  stage({
    query: 'rates-artist-centric',
    name: 'plays beyond the cap count nothing',
    worlds: DERIVED,
    inputs: truncated,
  }),
  stage({
    query: 'rates-user-centric',
    name: 'a pool that is carry alone is spread',
    worlds: DERIVED,
    inputs: { ...INPUTS, policy: 'user_centric', revenue: null },
  }),
];
