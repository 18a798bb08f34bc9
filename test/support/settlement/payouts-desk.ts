import { findPayment, rejectPayment, returnPayment, settlePayment } from '#payouts/steps/settle-payment';
import { concludeRun } from '#payouts/steps/submit-run';
import { PayoutsPaymentDesk } from '#settlement/adapters/payouts-payment-desk';
import type { PaymentDesk } from '#settlement/payment-desk';
import type { PayoutWorld } from '#test/support/payouts/payout-world';

/** Payouts behind settlement's desk, as the composition root puts them. */
export function deskOver({ ports }: Pick<PayoutWorld, 'ports'>): PaymentDesk {
  return new PayoutsPaymentDesk({
    register: ports.register,
    settlements: {
      settle: (request) => settlePayment(ports, request),
      reject: (request) => rejectPayment(ports, request),
      return: (request) => returnPayment(ports, request),
      find: (endToEndId) => findPayment(ports, endToEndId),
      async conclude(runIds) {
        for (const runId of runIds) await concludeRun(ports, runId);
      },
    },
  });
}
