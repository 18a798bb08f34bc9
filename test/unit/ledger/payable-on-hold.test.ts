import { expect, it } from 'vitest';
import { payableUnits } from '#ledger/payable';
import { currency, units } from '#test/support/money';

it('what is available is not payable while a hold stands (R32)', () => {
  const of = (isOnHold: boolean) =>
    payableUnits({
      available: units('100.009'),
      currency: currency('USD'),
      terms: { currency: 'USD', payoutThreshold: '50', isOnHold },
    });

  expect([of(false), of(true)]).toEqual([units('100'), 0n]);
});
