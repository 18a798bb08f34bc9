import type { PaymentSettlements } from '#payouts/settlement-outcomes';
import { findPayment, rejectPayment, returnPayment, settlePayment } from '#payouts/steps/settle-payment';
import { concludeRun } from '#payouts/steps/submit-run';
import { systemClock } from '#platform/clock';
import { ledger } from '#platform/compose/ledger';
import { payoutBell, payoutRegister } from '#platform/compose/payouts';

/**
 * What banks and rails say of payments, as the settlement tells it. Its function writes `PAYOUT#*` and `PAYEE#*` of the control table,
 * inserts into the ledger and puts events on the bus.
 */
export function paymentSettlements(): PaymentSettlements {
  const ports = { register: payoutRegister(), ledger: ledger(), bell: payoutBell(), clock: systemClock };
  return {
    settle: (request) => settlePayment(ports, request),
    reject: (request) => rejectPayment(ports, request),
    return: (request) => returnPayment(ports, request),
    find: (endToEndId) => findPayment(ports, endToEndId),
    async conclude(runIds) {
      for (const runId of new Set(runIds)) await concludeRun(ports, runId);
    },
  };
}
