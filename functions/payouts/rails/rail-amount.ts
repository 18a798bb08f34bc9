import { assertThat } from '#kernel/errors';
import { type Currency, minorUnitDigits } from '#kernel/money/currency';
import { formatMinorUnits } from '#kernel/money/minor-units';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { LEDGER_SCALE, sumUnits, type Units } from '#kernel/money/units';
import type { PaymentBatch } from '#payouts/payment-batch';

/** Whole minor units, as R17 has made them; asserts that they are, since nothing is rounded on the way out. */
export function minorUnitsOf(units: Units, currency: Currency): bigint {
  const minor = powerOfTen(LEDGER_SCALE - minorUnitDigits(currency));
  assertThat(
    units > 0n && units % minor === 0n,
    `${units} units of ${currency} are no whole positive number of minor units`,
  );
  return units / minor;
}

/** `12.34` of a currency with two minor digits, `1200` of one with none. */
export function railAmount(units: Units, currency: Currency): string {
  minorUnitsOf(units, currency);
  return formatMinorUnits({ units, currency });
}

/** The sum of all payments of a batch. */
export function controlSum(batch: PaymentBatch): Units {
  assertThat(batch.payments.length > 0, `Batch ${batch.batchId} has no payment`);
  return sumUnits(batch.payments.map(({ units }) => units));
}
