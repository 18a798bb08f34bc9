import type { TableRow } from '#test/support/lake-rows';
import { aBoundCase } from '#test/support/trino/bound-case';
import type { SqlCase } from '#test/support/trino/sql-case';
import arrivalLag from '../../../../functions/analytics/sql/arrival-lag.sql' with { type: 'text' };
import concentration from '../../../../functions/analytics/sql/concentration.sql' with { type: 'text' };
import longTail from '../../../../functions/analytics/sql/long-tail.sql' with { type: 'text' };
import periodEarnings from '../../../../functions/analytics/sql/period-earnings.sql' with { type: 'text' };
import playsByAge from '../../../../functions/analytics/sql/plays-by-age.sql' with { type: 'text' };
import playsSoFar from '../../../../functions/analytics/sql/plays-so-far.sql' with { type: 'text' };
import skipRate from '../../../../functions/analytics/sql/skip-rate.sql' with { type: 'text' };
import trackEarnings from '../../../../functions/analytics/sql/track-earnings.sql' with { type: 'text' };

const RUN = { period_id: 'US_2025_04', run: 'r1' };
const APRIL = 1_743_465_600_000;
const MAY = 1_746_057_600_000;

function sealed(count: number, run: TableRow): readonly TableRow[] {
  return Array.from({ length: count }, (_, index) => ({
    ...run,
    play_id: `p${index}`,
    played_at_ms: APRIL + index,
    ingested_at_ms: APRIL + 1000 * index,
    context_type: ['playlist', 'radio', 'search', 'algorithmic'][index % 4] ?? '',
    royalty_eligible: index % 3 !== 0,
  }));
}

/** Payouts of seven holders over two tracks: ties, dust, and one that has most. */
const LINES: readonly TableRow[] = Array.from({ length: 40 }, (_, index) => ({
  ...RUN,
  play_id: `p${index}`,
  track_id: index % 2 === 0 ? 'T1' : "T'2",
  played_at_ms: APRIL + index * 86_400,
  rights_holder_id: ['H1', 'H1', 'H1', 'h2', 'H3', 'H10', 'Ä', '~unattributed'][index % 8] ?? '',
  rights_type: index % 3 === 0 ? 'artist' : 'publisher',
  snapshot_share: index < 20 ? '0.7500000000' : '0.3333300000',
  rate: '0.0123456789',
  payout: index % 8 === 0 ? '123456789012345678.12345678901234567891' : '0.00000000000000000001',
}));

const ARRIVALS: readonly TableRow[] = Array.from({ length: 24 }, (_, index) => ({
  arrival_hour: index < 12 ? '2025-04-10T09' : '2025-05-01T00',
  play_id: `p${index % 10}`,
  country_id: index % 5 === 4 ? 'DE' : 'US',
  played_at_ms: index % 7 === 6 ? MAY : APRIL + index,
  royalty_eligible: index % 6 !== 5,
}));

const EARNING = { ...RUN, track_id: 'T1', rights_holder_id: 'H1', payout: '0.12345678901234567891' };

/** Groups, releases and corrections of H1 and another, in the runs that count and in one that does not. */
const EARNED: Readonly<Record<string, readonly TableRow[]>> = {
  line_groups: ['T1', 'T1', "T'2", 'T1'].map((track_id, index) => ({
    ...RUN,
    run: index === 3 ? 'r2' : 'r1',
    track_id,
    rights_holder_id: index === 1 ? 'h2' : 'H1',
    rights_type: 'artist',
    line_count: 7 + index,
    payout_sum: '1234.00000000000000000001',
  })),
  release_lines: [
    { ...EARNING, run: 'release-2' },
    { ...EARNING, period_id: 'US_2025_05', run: 'release-2' },
  ],
  correction_lines: [{ ...EARNING, period_id: 'US_2025_05', run: 'c1', payout: '-99.00000000000000000001' }],
};

/** The questions of the trade, and what a preview counts. */
export const ANALYTICS_CASES: readonly SqlCase[] = [
  aBoundCase({
    file: 'functions/analytics/sql/skip-rate.sql',
    name: 'two periods of several runs',
    sql: skipRate,
    values: { periods: ['US_2025_04', 'DE_2025_04'], runs: ['r1', 'r7'], sealed: ['US_2025_04/r1', 'DE_2025_04/r7'] },
    tables: {
      plays_sealed: [
        ...sealed(30, RUN),
        ...sealed(7, { period_id: 'DE_2025_04', run: 'r7' }),
        ...sealed(5, { period_id: 'US_2025_04', run: 'r7' }),
      ],
    },
  }),
  aBoundCase({
    file: 'functions/analytics/sql/arrival-lag.sql',
    name: 'two periods, a clock that ran ahead, and a day and more',
    sql: arrivalLag,
    values: { periods: ['US_2025_04', 'DE_2025_04'], runs: ['r1', 'r7'], sealed: ['US_2025_04/r1', 'DE_2025_04/r7'] },
    tables: {
      plays_sealed: [
        ...sealed(30, RUN),
        { ...RUN, play_id: 'ahead', played_at_ms: APRIL + 1, ingested_at_ms: APRIL },
        ...[59_999, 60_000, 3_599_999, 86_399_999, 86_400_000, 9_000_000_000].map((lag, index) => ({
          ...RUN,
          play_id: `lag${index}`,
          played_at_ms: APRIL,
          ingested_at_ms: APRIL + lag,
        })),
        ...sealed(3, { period_id: 'DE_2025_04', run: 'r7' }),
        ...sealed(5, { period_id: 'US_2025_04', run: 'r7' }),
      ],
    },
  }),
  aBoundCase({
    file: 'functions/analytics/sql/long-tail.sql',
    name: 'two periods, at the floor and just below it',
    sql: longTail,
    values: {
      floor: '10.00',
      periods: ['US_2025_04', 'US_2025_03'],
      runs: ['r1', 'r9'],
      attributed: ['US_2025_04/r1', 'US_2025_03/r9'],
    },
    tables: {
      line_groups: (
        [
          ['US_2025_04', 'r1', 'T1', 'H1', '9.99999999999999999999'],
          ['US_2025_04', 'r1', "T'2", 'H1', '0.00000000000000000001'],
          ['US_2025_04', 'r1', "T'2", 'Ä', '9.99999999999999999999'],
          ['US_2025_04', 'r9', 'T1', 'H1', '1000'],
          ['US_2025_03', 'r9', 'T1', 'H1', '123456789012345678.12345678901234567891'],
        ] as const
      ).map(([period_id, run, track_id, rights_holder_id, payout_sum]) => ({
        period_id,
        run,
        track_id,
        rights_holder_id,
        rights_type: 'artist',
        payout_sum,
      })),
    },
  }),
  aBoundCase({
    file: 'functions/analytics/sql/concentration.sql',
    name: 'holders by payout, ties by id, cumulated',
    sql: concentration,
    values: RUN,
    tables: { attribution_lines: [...LINES, { ...LINES[0], run: 'r2' }] },
  }),
  aBoundCase({
    file: 'functions/analytics/sql/track-earnings.sql',
    name: 'one track, a renegotiation in between',
    sql: trackEarnings,
    values: { ...RUN, track_id: "T'2" },
    tables: { attribution_lines: LINES },
  }),
  ...['', 'track'].map((grouping) =>
    aBoundCase({
      file: 'functions/analytics/sql/period-earnings.sql',
      name: `one holder, lines, a release and a clawback${grouping === '' ? '' : ', by track'}`,
      sql: periodEarnings,
      values: {
        holder_id: 'H1',
        grouping,
        periods: ['US_2025_04'],
        runs: ['r1'],
        attributed: ['US_2025_04/r1'],
        release_periods: ['US_2025_04', 'US_2025_05'],
        release_runs: ['release-2'],
        releases: ['US_2025_04/release-2'],
        correction_periods: ['US_2025_05'],
        correction_runs: ['c1'],
        corrections: ['US_2025_05/c1'],
      },
      tables: EARNED,
    }),
  ),
  aBoundCase({
    file: 'functions/analytics/sql/plays-so-far.sql',
    name: 'arrivals of one country and month, each play once',
    sql: playsSoFar,
    values: {
      first_hour: '2025-04-01T00',
      last_hour: '2025-05-01T00',
      country_id: 'US',
      period_start_ms: APRIL,
      period_end_ms: MAY,
    },
    tables: { plays_landing: ARRIVALS },
  }),
  aBoundCase({
    file: 'functions/analytics/sql/plays-by-age.sql',
    name: 'sealed plays that had arrived by an instant',
    sql: playsByAge,
    values: { ...RUN, before_ms: APRIL + 10_000 },
    tables: { plays_sealed: sealed(30, RUN) },
  }),
];
