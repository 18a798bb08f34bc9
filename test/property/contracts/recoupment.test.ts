import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recoupCrossCollateralised } from '#contracts/cross-collateralisation';
import { distributeFirstMoney } from '#contracts/first-money';
import { recoup } from '#contracts/recoupment';
import { sumUnits } from '#kernel/money/units';

const amount = fc.bigInt({ min: 0n, max: 10n ** 20n });
const rate = fc.bigInt({ min: 1n, max: 10_000n }).map((digits) => ({ digits, scale: 4 }));

describe('recoupment', () => {
  it('divides a royalty into recouped and payable, and the gross still needed is the least that closes the account', () => {
    fc.assert(
      fc.property(amount, amount, rate, (advance, gross, royaltyRate) => {
        const standing = recoup({ advance, gross, royaltyRate });

        expect(standing.recouped + standing.payable).toBe(standing.royalty);
        expect(standing.recouped + standing.unrecouped).toBe(advance);
        const needed = gross + standing.grossStillNeeded;
        expect(recoup({ advance, gross: needed, royaltyRate }).unrecouped).toBe(0n);
        if (standing.grossStillNeeded > 0n)
          expect(recoup({ advance, gross: needed - 1n, royaltyRate }).unrecouped).toBeGreaterThan(0n);
      }),
    );
  });

  it('a group conserves every contract’s royalty, lends what it borrows, and never pays while it owes', () => {
    const contracts = fc
      .array(fc.record({ advance: amount, royalty: amount }), { maxLength: 8 })
      .map((rows) => rows.map((row, index) => ({ ...row, contractId: `contract-${index}` })));
    fc.assert(
      fc.property(contracts, (group) => {
        const { contracts: standings, payable } = recoupCrossCollateralised(group);

        standings.forEach((standing, index) => {
          expect(standing.ownRecouped + standing.lent + standing.payable).toBe(group[index]?.royalty);
          expect(standing.ownRecouped + standing.borrowed + standing.unrecouped).toBe(group[index]?.advance);
        });
        expect(sumUnits(standings.map(({ lent }) => lent))).toBe(sumUnits(standings.map(({ borrowed }) => borrowed)));
        if (standings.some(({ unrecouped }) => unrecouped > 0n)) expect(payable).toBe(0n);
      }),
    );
  });

  it('first money shares nothing before every cost is recovered and the reserve is full', () => {
    fc.assert(
      fc.property(amount, fc.array(amount, { maxLength: 5 }), amount, (gross, costs, reserveLacks) => {
        const outcome = distributeFirstMoney({
          gross,
          costs: costs.map((units, index) => ({ costId: `cost-${index}`, funderId: 'H1', units })),
          reserveLacks,
          shares: [
            { id: 'H1', weight: 1n },
            { id: 'H2', weight: 2n },
          ],
        });

        const shared = sumUnits(outcome.shared.map((part) => part.amount));
        const recovered = sumUnits(outcome.recovered.map((cost) => cost.units));
        expect(recovered + outcome.reserved + shared).toBe(gross);
        if (shared > 0n) expect([recovered, outcome.reserved]).toEqual([sumUnits(costs), reserveLacks]);
      }),
    );
  });
});
