import type { Currency } from '#kernel/money/currency';
import { formatUnits, type Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { Payment } from '#payouts/payment';

/** What a holder is told of a payment that did not reach them. */
export interface Notice {
  readonly holderId: string;
  readonly paymentId: string;
  readonly kind: 'payment-rejected' | 'payment-returned';
  readonly currency: Currency;
  readonly units: Units;
  readonly reason: string;
  readonly text: string;
  readonly at: Instant;
}

/** The notice of a payment that a rail refused or a bank sent back; the money is payable again by then. */
export function noticeOf(payment: Payment, of: Pick<Notice, 'kind' | 'reason' | 'at'>): Notice {
  const { holderId, paymentId, currency, netUnits } = payment;
  const happened = of.kind === 'payment-returned' ? 'came back' : 'was refused';
  return {
    holderId,
    paymentId,
    currency,
    units: netUnits,
    text: `Your payment ${paymentId} of ${formatUnits(netUnits)} ${currency} ${happened}: ${of.reason}. The money is payable to you again; check your destination.`,
    ...of,
  };
}
