import { assertThat } from '#kernel/errors';
import type { Currency } from '#kernel/money/currency';
import { floorToMinorUnits } from '#kernel/money/minor-units';
import { parseUnits, type Units } from '#kernel/money/units';

/** What a holder said about being paid. */
export interface PayoutTerms {
  /** ISO 4217 code of the payout currency. */
  readonly currency: string;
  /** Least payable amount, in major units of that currency. */
  readonly payoutThreshold: string;
  /** Whether nothing is paid to them at present. */
  readonly isOnHold?: boolean;
}

/**
 * What the next payout run would pay, in ledger units: available, floored to minor units, if it reaches the threshold;
 * else 0 (R32). A balance in another currency is exchanged into the payout currency first (R34), so it pays nothing itself.
 */
export function payableUnits(of: {
  readonly available: Units;
  readonly currency: Currency;
  readonly terms: PayoutTerms | undefined;
}): Units {
  const { available, currency, terms } = of;
  if (terms === undefined || terms.isOnHold === true || terms.currency !== currency || available <= 0n) return 0n;
  const threshold = parseUnits(terms.payoutThreshold);
  assertThat(threshold !== undefined, `Payout threshold ${terms.payoutThreshold} is no amount`);
  const whole = floorToMinorUnits({ units: available, currency });
  return whole >= threshold ? whole : 0n;
}

/** What a clawback has taken beyond the balance, in ledger units: earnings to come are used for it first. */
export function owedBack({ posted }: { readonly posted: Units }): Units {
  return posted < 0n ? -posted : 0n;
}
