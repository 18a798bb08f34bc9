import type { Currency } from '#kernel/money/currency';
import { compareUtf8 } from '#kernel/utf8-order';
import type { Payment } from '#payouts/payment';
import type { PaymentBatch, PaymentInstruction, Rail } from '#payouts/payment-batch';
import { debtorFor } from '#payouts/payout-terms';
import type { PayoutRun } from '#payouts/run';

/** A batch's id: the run, its rail and its currency. At most 35 characters of the SWIFT set. */
export function batchIdOf(of: { readonly runId: string; readonly rail: Rail; readonly currency: Currency }): string {
  return `${of.runId}-${of.rail.toUpperCase()}-${of.currency}`;
}

/**
 * A run's payments by rail and currency, each batch in the order of payment ids: the same payments give the same batches. Internal
 * payments leave by no file and are in none.
 */
export function batchesOf(run: PayoutRun, payments: Iterable<Payment>): readonly PaymentBatch[] {
  const groups = new Map<string, Payment[]>();
  for (const payment of payments) {
    if (payment.rail === 'internal') continue;
    const batchId = batchIdOf(payment);
    const group = groups.get(batchId);
    if (group === undefined) groups.set(batchId, [payment]);
    else group.push(payment);
  }
  return [...groups]
    .sort(([a], [b]) => compareUtf8(a, b))
    .flatMap(([batchId, group]) => {
      const [first] = group;
      if (first === undefined) return [];
      const { rail, currency } = first;
      const ordered = group.toSorted((a, b) => compareUtf8(a.paymentId, b.paymentId));
      return [
        {
          batchId,
          runId: run.runId,
          rail,
          currency,
          createdAt: run.createdAt,
          executionDate: run.executionDate,
          debtor: debtorFor(currency),
          payments: ordered.map(instructionOf),
        },
      ];
    });
}

function instructionOf(payment: Payment): PaymentInstruction {
  const { holderId: _holderId, verified: _verified, ...destination } = payment.destination;
  return {
    paymentId: payment.paymentId,
    endToEndId: payment.paymentId,
    holderId: payment.holderId,
    name: payment.name,
    country: payment.country,
    units: payment.netUnits,
    destination,
    remittanceText: `Royalties ${payment.runId}`,
  };
}
