import { type Decimal, parseDecimal } from '#kernel/money/decimal';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { divideFloor } from '#kernel/money/rounding';
import { LEDGER_SCALE, type Units } from '#kernel/money/units';

/** What arrived over what the rows say, of one original currency, as an exact rational (R23). */
export interface EffectiveFactor {
  /** The amount received, in ledger units of the currency received. */
  readonly received: Units;
  /** The sum of the payable rows' original amounts. */
  readonly original: Decimal;
}

export type FactorOutcome =
  | { readonly kind: 'usable'; readonly factor: EffectiveFactor }
  /** Nothing to convert: every row is zero, and nothing arrived. */
  | { readonly kind: 'all-zero' }
  | { readonly kind: 'needs-person'; readonly reason: string };

export interface FactorInput extends EffectiveFactor {
  /** Whether any payable row is not zero. */
  readonly hasNonZeroRow: boolean;
  /** The mapping's bounds, inclusive, as decimals. */
  readonly bounds: { readonly min: string; readonly max: string };
}

/** Decides whether a factor can be used without a person (R23): the sum is not zero, the factor positive and in bounds. */
export function effectiveFactor({ received, original, hasNonZeroRow, bounds }: FactorInput): FactorOutcome {
  if (original.digits === 0n) {
    if (!hasNonZeroRow && received === 0n) return { kind: 'all-zero' };
    return {
      kind: 'needs-person',
      reason: 'The rows add up to zero, so no factor spreads the amount received over them',
    };
  }
  const factor: EffectiveFactor = { received, original };
  const text = formatFactor(factor);
  if (received === 0n || received < 0n !== original.digits < 0n) {
    return { kind: 'needs-person', reason: `The factor ${text} is not positive` };
  }
  if (compareFactor(factor, bounds.min) < 0 || compareFactor(factor, bounds.max) > 0) {
    return { kind: 'needs-person', reason: `The factor ${text} is outside ${bounds.min} to ${bounds.max}` };
  }
  return { kind: 'usable', factor };
}

/**
 * Converts rows in file order (R23): with S the running sum, `floor(f·S_i) − floor(f·S_{i−1})` in ledger units. Holds
 * one number, whatever the report's length; after the last row its parts sum to the amount received, to the last unit.
 */
export function createConverter(
  { received, original }: EffectiveFactor,
  before: Decimal = ZERO,
): (amount: Decimal) => Units {
  let scale = Math.max(original.scale, before.scale);
  let divisor = original.digits * powerOfTen(scale - original.scale);
  let running = before.digits * powerOfTen(scale - before.scale);
  let converted = divideFloor(received * running, divisor);
  return ({ digits, scale: amountScale }) => {
    if (amountScale > scale) {
      const widening = powerOfTen(amountScale - scale);
      divisor *= widening;
      running *= widening;
      scale = amountScale;
    }
    running += digits * powerOfTen(scale - amountScale);
    const reached = divideFloor(received * running, divisor);
    const part = reached - converted;
    converted = reached;
    return part;
  };
}

/** The factor as a decimal of 10 digits after the point, truncated: for people; the exact pair is what counts. */
export function formatFactor({ received, original }: EffectiveFactor): string {
  const quotient = (received * powerOfTen(original.scale)) / original.digits;
  const text = (quotient < 0n ? -quotient : quotient).toString().padStart(LEDGER_SCALE + 1, '0');
  return `${quotient < 0n ? '-' : ''}${text.slice(0, -LEDGER_SCALE)}.${text.slice(-LEDGER_SCALE)}`;
}

const ZERO: Decimal = { digits: 0n, scale: 0 };

/** Below, equal or above zero as the factor is below, equal to or above the bound; no division, so no rounding. */
function compareFactor({ received, original }: EffectiveFactor, boundText: string): number {
  const bound = parseDecimal(boundText);
  if (bound === undefined) return 0;
  const negative = original.digits < 0n;
  const left = (negative ? -received : received) * powerOfTen(original.scale + bound.scale);
  const right = (negative ? -original.digits : original.digits) * bound.digits * powerOfTen(LEDGER_SCALE);
  return left < right ? -1 : left > right ? 1 : 0;
}
