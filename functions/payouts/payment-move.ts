import type { PaymentRecord, PaymentStateChange } from '#payouts/payment';

/** The next state of a payment, by what it was when it was read; a rival's under the same ordinal stands. */
export function nextChange(
  { states }: Pick<PaymentRecord, 'states'>,
  change: Omit<PaymentStateChange, 'ordinal'>,
): PaymentStateChange {
  return { ordinal: states.length + 1, ...change };
}
