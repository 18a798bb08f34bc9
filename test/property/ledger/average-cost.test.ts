import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterTrade, NO_POSITION, type Position } from '#ledger/average-cost';

const trade = fc.record({
  amount: fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }).filter((amount) => amount !== 0n),
  price: fc.bigInt({ min: 1n, max: 10n ** 6n }),
});

/** All trades one after another, each at its price in thousandths, and the gain of each. */
function run(trades: readonly { readonly amount: bigint; readonly price: bigint }[]) {
  let position: Position = NO_POSITION;
  let gains = 0n;
  let paid = 0n;
  for (const { amount, price } of trades) {
    const functional = -(amount * price) / 1000n;
    const { gain, ...after } = afterTrade(position, { amount, functional });
    position = after;
    gains += gain;
    paid += functional;
  }
  return { position, gains, paid };
}

describe('average cost (R26)', () => {
  it('loses and invents nothing: what went through the functional account is cost left or gain', () => {
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 30 }), (trades) => {
        const { position, gains, paid } = run(trades);
        expect(position.cost + gains).toBe(paid);
        expect(position.position).toBe(trades.reduce((sum, { amount }) => sum + amount, 0n));
      }),
    );
  });

  it('a position that is closed costs nothing, and all of its money is gain or loss', () => {
    fc.assert(
      fc.property(fc.array(trade, { minLength: 1, maxLength: 20 }), trade, (trades, last) => {
        const open = trades.reduce((sum, { amount }) => sum + amount, 0n);
        fc.pre(open !== 0n);
        const { position, gains, paid } = run([...trades, { ...last, amount: -open }]);
        expect(position).toEqual(NO_POSITION);
        expect(gains).toBe(paid);
      }),
    );
  });

  it('a trade the position’s way realises nothing; at the average price neither does one against it', () => {
    const bought = afterTrade(NO_POSITION, { amount: 1000n, functional: -2000n });
    const more = afterTrade(bought, { amount: 1000n, functional: -4000n });

    expect([bought.gain, more.gain]).toEqual([0n, 0n]);
    expect(afterTrade(more, { amount: -500n, functional: 1500n })).toMatchObject({
      gain: 0n,
      position: 1500n,
      cost: -4500n,
    });
    expect(afterTrade(more, { amount: -2500n, functional: 10_000n })).toMatchObject({
      gain: 2000n,
      position: -500n,
      cost: 2000n,
    });
  });
});
