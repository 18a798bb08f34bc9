import { assertThat } from '#kernel/errors';
import type { Currency } from '#kernel/money/currency';
import type { Decimal } from '#kernel/money/decimal';
import { floorToMinorUnits, roundToMinorUnits } from '#kernel/money/minor-units';
import { multiplyHalfEven } from '#kernel/money/rounding';
import type { Units } from '#kernel/money/units';

/** An amount taken apart for payment; `converted = tax + net + remainder`, none of them below zero. */
export interface PayoutAmounts {
  readonly converted: Units;
  readonly tax: Units;
  readonly net: Units;
  readonly remainder: Units;
}

/**
 * The end of R34, of an amount that is in the payout currency already and reached the threshold: tax withheld half-even in minor units,
 * the net floored (R17), and what is left over stays payable. A tax that rounds up to more than there is takes all of it but the
 * fraction of a minor unit.
 */
export function payoutAmounts(of: {
  readonly converted: Units;
  readonly currency: Currency;
  /** `0` … `1`. */
  readonly taxRate: Decimal;
}): PayoutAmounts {
  const { converted, currency, taxRate } = of;
  assertThat(converted >= 0n, `${converted} units of ${currency} are below zero; nothing of them is paid`);
  const withheld = roundToMinorUnits({ units: multiplyHalfEven(converted, taxRate), currency });
  const tax = withheld > converted ? floorToMinorUnits({ units: converted, currency }) : withheld;
  const net = floorToMinorUnits({ units: converted - tax, currency });
  return { converted, tax, net, remainder: converted - tax - net };
}
