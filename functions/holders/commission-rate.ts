import type { Holder, Plan } from '#holders/holder';
import { assertThat } from '#kernel/errors';
import { compareDecimals, type Decimal, formatDecimal, parseDecimal } from '#kernel/money/decimal';

/** Fraction digits that a commission rate may carry: the ledger's scale. */
export const RATE_FRACTION_DIGITS_MAX = 10;

export type CommissionRate =
  | { readonly kind: 'rate'; readonly rate: Decimal; readonly from: 'holder' | 'plan' }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * The rate that a holder's positive amounts are charged (R24): the holder's own, else their plan's, else none, and then
 * a report row that pays the holder is invalid. `plan` is the plan that the holder names, if it was ever dropped.
 */
export function effectiveCommissionRate(holder: Holder, plan: Plan | undefined): CommissionRate {
  if (holder.commissionRate !== undefined)
    return { kind: 'rate', rate: storedRate(holder.commissionRate), from: 'holder' };
  if (holder.plan === undefined)
    return { kind: 'none', reason: `Holder ${holder.holderId} has neither a commission_rate nor a plan` };
  assertThat(plan === undefined || plan.plan === holder.plan, `${plan?.plan} is not the plan of ${holder.holderId}`);
  if (plan === undefined)
    return {
      kind: 'none',
      reason: `Holder ${holder.holderId} has no commission_rate and plan ${holder.plan} was never dropped`,
    };
  return { kind: 'rate', rate: storedRate(plan.commissionRate), from: 'plan' };
}

/** Reads a dropped rate, 0 ≤ rate ≤ 1 with at most 10 fraction digits; `undefined` for anything else. */
export function parseCommissionRate(text: string): Decimal | undefined {
  const rate = parseDecimal(text);
  if (rate === undefined) return undefined;
  const shortest = withoutTrailingZeros(rate);
  const isInRange = rate.digits >= 0n && compareDecimals(rate, { digits: 1n, scale: 0 }) <= 0;
  return isInRange && shortest.scale <= RATE_FRACTION_DIGITS_MAX ? shortest : undefined;
}

/** The one text of a number, so that `0.150` dropped over `0.15` is no change. */
export function canonicalDecimal(decimal: Decimal): string {
  return formatDecimal(withoutTrailingZeros(decimal));
}

function withoutTrailingZeros({ digits, scale }: Decimal): Decimal {
  if (digits === 0n) return { digits, scale: 0 };
  let [kept, keptScale] = [digits, scale];
  while (keptScale > 0 && kept % 10n === 0n) {
    kept /= 10n;
    keptScale -= 1;
  }
  return { digits: kept, scale: keptScale };
}

function storedRate(text: string): Decimal {
  const rate = parseCommissionRate(text);
  assertThat(rate !== undefined, `${text} is stored as a commission rate; one lies between 0 and 1`);
  return rate;
}
