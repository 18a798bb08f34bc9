import { paymentSettlements } from '#platform/compose/payment-settlements';
import { payoutRegister } from '#platform/compose/payouts';
import { PayoutsPaymentDesk } from '#settlement/adapters/payouts-payment-desk';
import type { PaymentDesk } from '#settlement/payment-desk';

/** Payments as settlement sees them, over the payouts' own records and steps. */
export function paymentDesk(): PaymentDesk {
  return new PayoutsPaymentDesk({ register: payoutRegister(), settlements: paymentSettlements() });
}
