import { type Decimal, parseDecimal } from '#kernel/money/decimal';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { multiplyHalfEven } from '#kernel/money/rounding';
import type { Units } from '#kernel/money/units';

/** A converted amount divided between the holder and us (R24); the two sum to the amount. */
export interface CommissionSplit {
  readonly commission: Units;
  readonly holder: Units;
}

/**
 * R24: on a positive amount the commission is half-even at ledger scale and the holder has the rest. On a negative one
 * the holder bears the full value, and commission already taken stays.
 */
export function splitCommission(amount: Units, rate: Decimal): CommissionSplit {
  if (amount <= 0n) return { commission: 0n, holder: amount };
  const commission = multiplyHalfEven(amount, rate);
  return { commission, holder: amount - commission };
}

/** The rate that applies (R24): the holder's own, else their plan's; `undefined` makes the row invalid. */
export function commissionRateOf(terms: {
  readonly holderRate?: string | undefined;
  readonly planRate?: string | undefined;
}): Decimal | undefined {
  return parseCommissionRate(terms.holderRate ?? '') ?? parseCommissionRate(terms.planRate ?? '');
}

/** A rate from 0 to 1 with at most 10 decimals (`0.15` is 15 %); `undefined` for anything else. */
export function parseCommissionRate(text: string): Decimal | undefined {
  const rate = text === '' ? undefined : parseDecimal(text);
  const isRate = rate !== undefined && rate.digits >= 0n && rate.scale <= 10 && rate.digits <= powerOfTen(rate.scale);
  return isRate ? rate : undefined;
}
