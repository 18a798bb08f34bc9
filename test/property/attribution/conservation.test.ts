import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayPeriod } from '#attribution/steps/replay-period';
import { DISTRIBUTION_POLICIES } from '#kernel/market/distribution-policy';
import { type AttributionDesk, anAttributionDesk, type PeriodRows } from '#test/support/attribution-desk';

const days = fc.integer({ min: 1, max: 30 }).map((day) => `2025-04-${String(day).padStart(2, '0')}T00:00:00Z`);
const TRACKS = ['T1', 'T2', 'T3'];

/** Parts that sum to a whole, of five decimals. */
const parts = fc.array(fc.integer({ min: 1, max: 99_999 }), { minLength: 0, maxLength: 3 }).map((cuts) => {
  const ends = [...new Set([0, ...cuts, 100_000])].sort((left, right) => left - right);
  return ends.slice(1).map((end, index) => (end - (ends[index] ?? 0)).toString().padStart(6, '0'));
});
const decimal = (units: string) => `${units.slice(0, -5)}.${units.slice(-5)}`;

/** Deals of a track and type: perhaps none, one from a day on, or an old one and a new one from then. */
const deals = fc
  .tuple(fc.constantFrom('none', 'from', 'renegotiated'), days, parts, parts)
  .map(([kind, day, before, after]) => {
    const old =
      kind === 'renegotiated' ? before.map((share, n) => ({ holderId: `O${n}`, share: decimal(share), to: day })) : [];
    const now =
      kind === 'none' ? [] : after.map((share, n) => ({ holderId: `N${n}`, share: decimal(share), from: day }));
    return [...old, ...now];
  });
const play = fc.record({
  userId: fc.constantFrom('u1', 'u2', 'u3'),
  trackId: fc.constantFrom(...TRACKS),
  playedAt: days,
  isEligible: fc.boolean(),
  contextType: fc.constantFrom('search', 'radio'),
});
const revenueRow = fc.record({
  userId: fc.constantFrom('', 'u1', 'u2', 'silent'),
  amount: fc.integer({ min: 0, max: 10_000 }).map((cents) => (cents / 100).toFixed(2)),
});

const period = fc
  .record({
    policy: fc.constantFrom(...DISTRIBUTION_POLICIES),
    pool: fc
      .integer({ min: 1, max: 10 ** 9 })
      .map((cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`),
    plays: fc.array(play, { maxLength: 30 }),
    weights: parts,
    deals: fc.array(deals, { minLength: 9, maxLength: 9 }),
    revenue: fc.array(revenueRow, { maxLength: 5 }),
  })
  .map(({ weights, deals: byGroup, plays, ...rest }): PeriodRows => {
    const types = weights.map((_weight, index) => `type${index}`);
    return {
      ...rest,
      plays: plays.map((one, index) => ({ ...one, playId: `p${index}` })),
      weights: types.map((rightsType, index) => ({ rightsType, weight: decimal(weights[index] ?? '') })),
      shares: TRACKS.flatMap((trackId, track) =>
        ['type0', 'type1', 'unnamed'].flatMap((rightsType, type) =>
          (byGroup[track * 3 + type] ?? []).map((deal) => ({ ...deal, trackId, rightsType })),
        ),
      ),
    };
  });

describe('any month under any policy', () => {
  let desk: AttributionDesk;

  beforeAll(async () => {
    desk = await anAttributionDesk();
  });

  afterAll(() => desk.close());

  it('lines + unattributed + residual are the pool, whatever the order of its plays, and a replay is equal', async () => {
    let runs = 0;
    const units = (amount: string) => BigInt(amount.replace('.', ''));

    await fc.assert(
      fc.asyncProperty(period, async (rows) => {
        runs += 1;
        const { proven, report, periodId } = await desk.attributed(rows, { run: `a${runs}` });
        const replayed = await replayPeriod(
          { periodId, id: `q${runs}` },
          { closedPeriods: desk.closedPeriods, documents: desk.documents, lake: desk.lake },
        );
        const turned = { ...rows, plays: rows.plays.toReversed(), shares: rows.shares?.toReversed() ?? [] };
        const again = await desk.attributed(turned, { run: `b${runs}` });

        const sum = units(proven.attributed) + units(proven.unattributed) + units(proven.residual);
        expect(sum).toBe(units(rows.pool) * 10n ** 18n);
        expect(units(proven.residual)).toBeGreaterThanOrEqual(0n);
        expect(replayed).toMatchObject({ matches: true });
        expect(again.report.holders).toEqual(report.holders);
        expect(again.report.lines_digest).toBe(report.lines_digest);
      }),
      { numRuns: 4 },
    );
  });
});
