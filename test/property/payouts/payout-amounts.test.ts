import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { sumUnits } from '#kernel/money/units';
import { payableAccount } from '#ledger/account';
import { payoutAmounts } from '#payouts/payout-amounts';
import { planHolder } from '#payouts/plan-holder';
import { aHolder } from '#test/support/holder-builders';
import { anInstant } from '#test/support/instants';
import { currency, units } from '#test/support/money';
import { SEPA } from '#test/support/payouts/payout-world';

const minorUnits = { USD: powerOfTen(8), JPY: powerOfTen(10), KWD: powerOfTen(7) } as const;
const amount = fc.bigInt({ min: 0n, max: powerOfTen(24) });
const rate = fc.bigInt({ min: 0n, max: 10_000n }).map((digits) => ({ digits, scale: 4 }));
const code = fc.constantFrom('USD', 'JPY', 'KWD');

describe('an amount taken apart for payment', () => {
  it('sums to what there was, in whole minor units, none of it below zero', () => {
    fc.assert(
      fc.property(amount, rate, code, (converted, taxRate, name) => {
        const { tax, net, remainder } = payoutAmounts({ converted, currency: currency(name), taxRate });

        expect(tax + net + remainder).toBe(converted);
        expect([tax, net].map((part) => part % minorUnits[name])).toEqual([0n, 0n]);
        expect([tax >= 0n, net >= 0n, remainder >= 0n, remainder < minorUnits[name]]).toEqual([true, true, true, true]);
      }),
    );
  });

  it('withholds what is nearest to the rate, a tie to the even minor unit', () => {
    const taxOf = (converted: string) =>
      payoutAmounts({ converted: units(converted), currency: currency('USD'), taxRate: { digits: 5n, scale: 1 } }).tax;

    expect([taxOf('0.01'), taxOf('0.03'), taxOf('0.05')]).toEqual([units('0'), units('0.02'), units('0.02')]);
  });
});

describe('the plan of a holder', () => {
  const context = {
    runId: 'R000000000000',
    now: anInstant('2025-05-01'),
    coolingOffDays: 3,
    payerCountry: 'US',
    rateOf: () => ({ rate: { digits: 87n, scale: 2 }, date: '2025-05-01', source: 'test' }),
  };
  const plan = (balances: readonly { readonly name: 'EUR' | 'USD'; readonly available: bigint }[], threshold: string) =>
    planHolder(
      {
        holder: { ...aHolder({ currency: 'EUR', country: 'DE', payoutThreshold: threshold }), version: 1 },
        currency: currency('EUR'),
        destination: { content: { holderId: 'H1', ...SEPA }, version: 1, digest: 'd' },
        hold: undefined,
        forms: [],
        balances: balances.map(({ name, available }) => ({
          account: payableAccount({ holderId: 'H1', currency: currency(name) }),
          currency: currency(name),
          available,
        })),
      },
      context,
    );
  const balance = fc.bigInt({ min: -powerOfTen(14), max: powerOfTen(16) });

  it('pays or carries every balance above zero, reserves no more than there is, and conserves what it converts', () => {
    fc.assert(
      fc.property(balance, balance, fc.constantFrom('0', '50', '1000'), (eur, usd, threshold) => {
        const balances = [
          { name: 'EUR' as const, available: eur },
          { name: 'USD' as const, available: usd },
        ];
        const { payments, carried } = plan(balances, threshold);

        const seen = [...payments.map(({ sourceCurrency }) => sourceCurrency), ...carried.map((one) => one.currency)];
        const owed = balances.filter(({ available }) => available > 0n).map(({ name }) => name);
        expect(new Set(seen)).toEqual(new Set(owed));
        expect(seen.length).toBe(owed.length);
        for (const payment of payments) {
          const available = payment.sourceCurrency === 'EUR' ? eur : usd;
          expect(payment.sourceUnits <= available).toBe(true);
          const left = payment.convertedUnits - payment.netUnits - (payment.tax?.units ?? 0n);
          expect(left >= 0n && left < powerOfTen(8)).toBe(true);
        }
      }),
    );
  });

  it('pays nobody below their threshold, and everybody at it', () => {
    const at = plan([{ name: 'EUR', available: units('50') }], '50');
    const below = plan([{ name: 'EUR', available: units('50') - 1n }], '50');

    expect(sumUnits(at.payments.map(({ netUnits }) => netUnits))).toBe(units('35'));
    expect(below.carried.map(({ reason }) => reason)).toEqual(['below-threshold']);
  });
});
