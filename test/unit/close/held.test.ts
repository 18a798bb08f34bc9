import { describe, expect, it } from 'vitest';
import type { ReleaseTotal } from '#attribution/release-totals';
import type { EarningTotals } from '#close/earnings';
import { heldOf } from '#close/held';
import { releaseDrafts } from '#close/release-postings';
import { parseDecimal } from '#kernel/money/decimal';
import { aFreeze, aPeriod } from '#test/support/period-builders';

const totals = (...amounts: readonly (readonly [string, string])[]): EarningTotals => ({
  holders: [],
  unattributed: amounts.map(([trackId, amount]) => ({
    trackId,
    rightsType: 'songwriter',
    amount: parseDecimal(amount) ?? ('' as never),
  })),
});
const paid = (holderId: string, amount: string, trackId = 'T1'): ReleaseTotal => ({
  trackId,
  rightsType: 'songwriter',
  holderId,
  lines: 1,
  amount,
});

describe('held money and its releases (R10)', () => {
  it('goes by largest remainder over the exact lines, what nobody claims yet taking part', () => {
    const [held] = heldOf(
      [totals(['T1', '0.0000000010'])],
      [
        {
          bridgeVersion: 7,
          totals: [paid('W2', '0.00000000015000000000'), paid('W1', '0.00000000015000000000')],
        },
      ],
    );

    // Ten units: 1.5 and 1.5 and 7; of two equal remainders the first id in UTF-8 order takes the unit.
    expect(held).toMatchObject({
      heldUnits: 10n,
      releases: [
        {
          bridgeVersion: 7,
          holders: [
            { holderId: 'W2', units: 1n },
            { holderId: 'W1', units: 2n },
          ],
        },
      ],
      stillHeldUnits: 7n,
    });
  });

  it('is gone to the last unit when all of it is claimed, in however many releases', () => {
    const third = '0.00000000333333333333';
    const [held] = heldOf(
      [totals(['T1', '0.0000000100'])],
      [
        { bridgeVersion: 2, totals: [paid('W1', third)] },
        { bridgeVersion: 5, totals: [paid('W2', third)] },
        { bridgeVersion: 6, totals: [paid('W3', '0.00000000333333333334')] },
      ],
    );
    const moved = held?.releases.flatMap(({ holders }) => holders.map(({ units }) => units)) ?? [];

    expect(moved.reduce((sum, units) => sum + units, 0n)).toBe(100n);
    expect(held?.stillHeldUnits).toBe(0n);
  });

  it('is never more than was held: lines beyond what is unclaimed, or of a track that holds nothing, stop', () => {
    const tooMuch = [{ bridgeVersion: 2, totals: [paid('W1', '0.00000001000000000001')] }];
    const elsewhere = [{ bridgeVersion: 2, totals: [paid('W1', '0.00000001000000000000', 'T2')] }];

    expect(() => heldOf([totals(['T1', '0.0000000100'])], tooMuch)).toThrow('more than is unclaimed');
    expect(() => heldOf([totals(['T1', '0.0000000100'])], elsewhere)).toThrow('of which nothing is held');
  });

  it('moves in as many transactions as the ledger needs, each with an id of what it records', () => {
    const many = Array.from({ length: 95 }, (_, index) => paid(`W${index}`, '0.00000001000000000000'));
    const [held] = heldOf([totals(['T1', '0.0000009500'])], [{ bridgeVersion: 4, totals: many }]);
    const frozen = aPeriod('US_2025_04', { freeze: aFreeze() });

    const drafts = held === undefined ? [] : releaseDrafts(frozen, held, 4);

    expect(drafts.map(({ postings }) => postings.length)).toEqual([40, 40, 15]);
    expect(new Set(drafts.map(({ id }) => id)).size).toBe(3);
    expect(drafts.every(({ effectiveAt, kind }) => effectiveAt === frozen.periodEnd && kind === 'release')).toBe(true);
  });
});
