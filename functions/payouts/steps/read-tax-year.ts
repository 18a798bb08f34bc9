import { assertThat } from '#kernel/errors';
import { parseCurrency } from '#kernel/money/currency';
import type { Decimal } from '#kernel/money/decimal';
import type { PayoutRates, PayoutRegister } from '#payouts/ports';
import { RETURN_CURRENCY, type TaxBoxes, taxBoxesOf } from '#payouts/tax-entry';

export interface ReadTaxYearPorts {
  readonly register: Pick<PayoutRegister, 'taxEntries'>;
  readonly rates: PayoutRates;
}

/**
 * A holder's boxes of a year. They are in dollars by the rate of each day of payment, which is asked for when they are read: a payment is
 * settled whether or not that rate was dropped, and once it is, the boxes are complete.
 */
export async function readTaxYear(
  { register, rates }: ReadTaxYearPorts,
  { holderId, year }: { readonly holderId: string; readonly year: string },
): Promise<readonly TaxBoxes[]> {
  const entries = await register.taxEntries(holderId, year);
  const quote = parseCurrency(RETURN_CURRENCY);
  assertThat(quote !== undefined, `${RETURN_CURRENCY} is a currency`);
  const found = new Map<string, Decimal | { readonly detail: string }>();
  for (const { currency: base, paidOn: date } of entries) {
    if (base === quote || found.has(`${date} ${base}`)) continue;
    const answer = await rates.rateOn({ date, base, quote });
    found.set(`${date} ${base}`, 'detail' in answer ? answer : answer.rate);
  }
  return taxBoxesOf(entries, ({ currency, date }) => {
    const rate = found.get(`${date} ${currency}`);
    assertThat(rate !== undefined, `The rate of ${currency} on ${date} was not asked for`);
    return rate;
  });
}
