import { createHash } from 'node:crypto';
import { canonicalJson } from '#kernel/canonical-json';
import { assertThat } from '#kernel/errors';
import type { Currency } from '#kernel/money/currency';
import { formatUnits, type Units } from '#kernel/money/units';
import { compareUtf8 } from '#kernel/utf8-order';
import type { Payment } from '#payouts/payment';
import type { RunTotal } from '#payouts/run';

interface Sums {
  payments: number;
  net: Units;
  tax: Units;
}

/**
 * Adds up what a run pays, one payment at a time, in constant memory: totals by currency, and the digest over payees, destinations and
 * amounts. Payments come in the order of their ids, so the same payments always have the same digest.
 */
export function runSummary(runId: string) {
  const hash = createHash('sha256').update(canonicalJson({ run_id: runId }));
  const sums = new Map<Currency, Sums>();
  let last = '';
  return {
    add(payment: Payment): void {
      assertThat(compareUtf8(last, payment.paymentId) < 0, `${payment.paymentId} comes after ${last}; ids must rise`);
      last = payment.paymentId;
      hash.update(`\n${approvedText(payment)}`);
      const known = sums.get(payment.currency) ?? { payments: 0, net: 0n, tax: 0n };
      known.payments += 1;
      known.net += payment.netUnits;
      known.tax += payment.tax?.units ?? 0n;
      sums.set(payment.currency, known);
    },
    digest: (): string => hash.copy().digest('hex'),
    netOf: (): ReadonlyMap<Currency, Units> =>
      new Map([...sums].map(([currency, { net }]) => [currency, net] as const)),
    totals: (): readonly RunTotal[] =>
      [...sums]
        .sort(([a], [b]) => compareUtf8(a, b))
        .map(([currency, { payments, net, tax }]) => ({
          currency,
          payments,
          net: formatUnits(net),
          tax: formatUnits(tax),
        })),
  };
}

/** What an approver approves of one payment. */
function approvedText(payment: Payment): string {
  return canonicalJson({
    payment_id: payment.paymentId,
    holder_id: payment.holderId,
    name: payment.name,
    account: payment.account,
    source: formatUnits(payment.sourceUnits),
    currency: payment.currency,
    tax: formatUnits(payment.tax?.units ?? 0n),
    net: formatUnits(payment.netUnits),
    destination: payment.destinationDigest,
  });
}
