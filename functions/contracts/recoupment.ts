import { assertThat } from '#kernel/errors';
import type { Decimal } from '#kernel/money/decimal';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { multiplyHalfEven } from '#kernel/money/rounding';
import type { Units } from '#kernel/money/units';

/** Where one advance stands, in ledger units of its currency. */
export interface Recoupment {
  /** The holder's part of the gross: `gross × royalty rate`, half-even. */
  readonly royalty: Units;
  /** What of the royalty went into the advance, and what of it is left to pay. They sum to the royalty. */
  readonly recouped: Units;
  readonly payable: Units;
  /** What of the advance is still open: the holder's unrecouped account. */
  readonly unrecouped: Units;
  /** The least further gross whose royalty closes the account; more than `unrecouped` wherever the rate is below 1. */
  readonly grossStillNeeded: Units;
}

/**
 * Applies the royalty of a gross to an open advance before anything is payable. Asserts that no amount is negative and
 * that the rate lies above 0 and at most at 1: an advance against nothing is never recouped.
 */
export function recoup(of: {
  readonly advance: Units;
  readonly gross: Units;
  readonly royaltyRate: Decimal;
}): Recoupment {
  const { advance, gross, royaltyRate } = of;
  assertThat(advance >= 0n && gross >= 0n, `An advance of ${advance} and a gross of ${gross}: neither is negative`);
  assertThat(
    royaltyRate.digits > 0n && royaltyRate.digits <= powerOfTen(royaltyRate.scale),
    `A royalty rate of ${royaltyRate.digits}e-${royaltyRate.scale}; it lies above 0 and at most at 1`,
  );
  const royalty = multiplyHalfEven(gross, royaltyRate);
  const recouped = royalty < advance ? royalty : advance;
  const unrecouped = advance - recouped;
  return {
    royalty,
    recouped,
    payable: royalty - recouped,
    unrecouped,
    grossStillNeeded: unrecouped === 0n ? 0n : leastGrossFor(advance, royaltyRate) - gross,
  };
}

/** The least gross whose half-even royalty is the advance or more; the estimate is off by the rounding at most. */
function leastGrossFor(advance: Units, rate: Decimal): Units {
  const isEnough = (gross: Units) => multiplyHalfEven(gross, rate) >= advance;
  let least = (advance * powerOfTen(rate.scale)) / rate.digits + 1n;
  const half = powerOfTen(rate.scale) / (2n * rate.digits) + 1n;
  let tooLittle = least - half - 1n;
  while (least - tooLittle > 1n) {
    const middle = (least + tooLittle) / 2n;
    if (isEnough(middle)) least = middle;
    else tooLittle = middle;
  }
  return least;
}
