import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changeOf, holderChanges, payoutOf } from '#attribution/policy-effect';
import { movedOf } from '#attribution/policy-shift';
import { divideHalfEven } from '#kernel/money/rounding';
import { formatUnits, parseUnits } from '#kernel/money/units';

const POOL = 10n ** 14n;
/** Amounts of five holders, nobody's, and what is left, in ledger units: some of them nothing, together the pool. */
const payout = fc.array(fc.bigInt({ min: 0n, max: POOL / 10n }), { minLength: 6, maxLength: 6 }).map((units) => {
  const text = (one: bigint) => `${formatUnits(one)}0000000000`;
  return payoutOf(formatUnits(POOL), {
    holders: units
      .slice(1)
      .flatMap((one, index) => (one === 0n ? [] : [{ rightsHolderId: `H${index}`, amount: text(one) }])),
    unattributed: [{ trackId: 'T', rightsType: 'artist', amount: text(units[0] ?? 0n), reason: 'no-rights', plays: 1 }],
  });
});

it('what a policy moves is half of all differences, and the same on the way back', () => {
  fc.assert(
    fc.property(payout, payout, (before, after) => {
      const shift = (from: typeof before, to: typeof before) => {
        const changes = {
          holders: holderChanges(from, to),
          unattributed: changeOf(from.unattributed, to.unattributed),
          residual: changeOf(from.residual, to.residual),
        };
        return { changes, ...movedOf({ pool: formatUnits(POOL), ...changes }) };
      };

      const there = shift(before, after);
      const back = shift(after, before);

      const differences = [...there.changes.holders, there.changes.unattributed, there.changes.residual]
        .map(({ delta }) => parseUnits(delta) ?? 0n)
        .reduce((sum, delta) => sum + (delta < 0n ? -delta : delta), 0n);
      expect(parseUnits(there.moved)).toBe(differences / 2n);
      expect(back.moved).toBe(there.moved);
      expect(there.moved_share).toBe(formatUnits(divideHalfEven(differences / 2n, 10_000n)));
      expect(shift(before, before).moved).toBe('0.0000000000');
    }),
  );
});
