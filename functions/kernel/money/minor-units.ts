import { type DineroCurrency, dinero, down, halfEven, toDecimal, toSnapshot, transformScale } from 'dinero.js/bigint';
import { definitionOf, minorUnitDigits } from '#kernel/money/currency';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { LEDGER_SCALE, type Money, type Units } from '#kernel/money/units';

type Rounding = typeof down;

/** The largest whole number of minor units not above the amount, in ledger units (R17): what a bank can move. */
export function floorToMinorUnits(money: Money): Units {
  return atMinorUnits(money, down);
}

/** The nearest whole number of minor units, a tie to the even one, in ledger units (R13, R34). */
export function roundToMinorUnits(money: Money): Units {
  return atMinorUnits(money, halfEven);
}

/** The amount as people write it, in minor units and rounded half-even: `12.34`. For display; never parsed back. */
export function formatMinorUnits(money: Money): string {
  return toDecimal(transformScale(decimalDinero(money), BigInt(minorUnitDigits(money.currency)), halfEven));
}

function atMinorUnits(money: Money, rounding: Rounding): Units {
  const digits = minorUnitDigits(money.currency);
  const { amount } = toSnapshot(transformScale(decimalDinero(money), BigInt(digits), rounding));
  return amount * powerOfTen(LEDGER_SCALE - digits);
}

/** Ledger units are decimal in every currency, so the two that divide by five are counted in tenths here as well. */
function decimalDinero(money: Money) {
  const { code } = definitionOf(money.currency);
  const currency: DineroCurrency<bigint> = { code, base: 10n, exponent: BigInt(minorUnitDigits(money.currency)) };
  return dinero({ amount: money.units, currency, scale: BigInt(LEDGER_SCALE) });
}
