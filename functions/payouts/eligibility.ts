import { coolingOffUntil, type Destination } from '#holders/destination';
import type { Holder } from '#holders/holder';
import type { Currency } from '#kernel/money/currency';
import type { Instant } from '#kernel/time/clock';
import type { CarryReason } from '#payouts/carried';
import type { Rail } from '#payouts/payment-batch';

/** What a run knows of a holder before it looks at their money. */
export interface Payee {
  readonly holder: Holder;
  readonly currency: Currency;
  readonly destination: Destination | undefined;
  /** Why nothing may be paid to them at present. */
  readonly hold: string | undefined;
}

export interface Ineligibility {
  readonly reason: CarryReason;
  readonly detail: string;
}

/** A rail that moves one currency only. */
const RAIL_CURRENCY: Partial<Record<Rail, string>> = { sepa: 'EUR', ach: 'USD' };

/**
 * Why a holder is not paid now, or the destination that they are paid to. No hold, a destination that its operator verified together with
 * the person (the KYC flag), and, where it was changed, a second person's word and the cooling-off time.
 */
export function eligibleDestination(
  { holder: { holderId }, currency, destination, hold }: Payee,
  { now, coolingOffDays }: { readonly now: Instant; readonly coolingOffDays: number },
): Destination | Ineligibility {
  if (hold !== undefined) return { reason: 'hold', detail: `${holderId} is on hold: ${hold}` };
  if (destination === undefined)
    return { reason: 'no-destination', detail: `${holderId} has no destination; drop one under destinations/` };
  const { content, change } = destination;
  if (content.verified !== 'true')
    return {
      reason: 'destination-not-verified',
      detail: `The destination of ${holderId} is not verified; drop it again with verified = true once it is`,
    };
  if (change !== undefined && change.approval === undefined)
    return {
      reason: 'destination-not-approved',
      detail: `The destination of ${holderId} was changed at ${change.changedAt}; an approver confirms it first`,
    };
  const paidFrom = coolingOffUntil(destination, coolingOffDays);
  if (paidFrom !== undefined && now < paidFrom)
    return {
      reason: 'destination-cooling-off',
      detail: `The destination of ${holderId} was changed; nothing is paid there before ${paidFrom}`,
    };
  const only = RAIL_CURRENCY[content.method];
  if (only !== undefined && only !== currency)
    return {
      reason: 'method-cannot-carry-currency',
      detail: `${holderId} is paid in ${currency}, and ${content.method} moves ${only} only; drop another method`,
    };
  return destination;
}
