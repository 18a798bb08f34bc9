import { storedUnits } from '#close/amount';
import type { PeriodFreeze, PeriodPool, PoolChargeback, PoolCorrections } from '#close/period';
import { type Currency, minorUnitDigits } from '#kernel/money/currency';
import { type Decimal, formatDecimal } from '#kernel/money/decimal';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { divideHalfEven, truncate } from '#kernel/money/rounding';
import { formatUnits, LEDGER_SCALE, sumUnits, type Units } from '#kernel/money/units';

export interface PoolInputs {
  readonly currency: Currency;
  readonly revenueVersion: number;
  readonly collectedRevenue: Units;
  readonly poolShare: Decimal;
  /** What the pool before could not divide, below zero where it owed (R15). */
  readonly carry: Units;
  /** Late plays lower the pool, recovered fraud raises it (R29). */
  readonly corrections?: PoolCorrections | undefined;
  readonly chargebacks?: readonly PoolChargeback[] | undefined;
}

/** `pool = round_half_even(collected_revenue × pool_share, minor unit) + carry + adjustments` (R13). */
export function determinePool(inputs: PoolInputs): PeriodPool {
  const { currency, collectedRevenue, poolShare, carry, corrections, chargebacks = [] } = inputs;
  const corrected = corrections === undefined ? 0n : storedUnits(corrections.amount);
  const adjustments = corrected - sumUnits(chargebacks.map(({ amount }) => storedUnits(amount)));
  const shared = sharedPart(collectedRevenue, poolShare, currency);
  return {
    currency,
    revenueVersion: inputs.revenueVersion,
    collectedRevenue: formatUnits(collectedRevenue),
    poolShare: formatDecimal(poolShare),
    sharedRevenue: formatUnits(shared),
    carry: formatUnits(carry),
    adjustments: formatUnits(adjustments),
    pool: formatUnits(shared + carry + adjustments),
    ...(corrections !== undefined && { corrections }),
    ...(chargebacks.length > 0 && { chargebacks }),
  };
}

/** The pool's part of collected revenue. One rounding, straight to the minor unit: a first one to ledger scale could turn what is below a tie into one. */
export function sharedPart(revenue: Units, share: Decimal, currency: Currency): Units {
  const minorUnit = powerOfTen(LEDGER_SCALE - minorUnitDigits(currency));
  return divideHalfEven(revenue * share.digits, powerOfTen(share.scale) * minorUnit) * minorUnit;
}

/**
 * The one division of a close: pool ÷ qualified plays, in ledger units, truncated to 10 decimals, with the exact pair beside it
 * (R14). Nothing where no play qualified (R18) or the pool is not positive (R13).
 */
export function mintRate({
  pool,
  qualifiedPlays,
}: {
  readonly pool: Units;
  readonly qualifiedPlays: number;
}): Pick<PeriodFreeze, 'perStreamRate' | 'ratePair'> {
  if (pool <= 0n || qualifiedPlays === 0) return {};
  const divisor = BigInt(qualifiedPlays);
  return {
    perStreamRate: formatUnits(truncate(pool, divisor)),
    ratePair: { dividend: pool.toString(), divisor: divisor.toString() },
  };
}
