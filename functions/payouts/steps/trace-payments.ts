import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import { isPaid, stateOf } from '#payouts/payment';
import { periodsTaken } from '#payouts/period-trace';
import type { PayableHistory, PayoutRegister } from '#payouts/ports';
import { reservationId } from '#payouts/postings';
import { severalAtOnce } from '#payouts/steps/several-at-once';

export interface TracePaymentsPorts {
  readonly register: Pick<PayoutRegister, 'payments' | 'recordPeriods'>;
  readonly history: PayableHistory;
}

interface Sum {
  readonly periodId: string;
  readonly currency: Currency;
  readonly units: Units;
  readonly payments: number;
}

/**
 * Records, a page at a time, which periods' earnings a submitted run takes (R33), so that a period shows its payout runs. A page gives the
 * same sums whenever it is traced, and they stand under its first payment: repeating it replaces them by themselves.
 */
export async function tracePayments(
  { register, history }: TracePaymentsPorts,
  { runId, after, limit }: { readonly runId: string; readonly after?: string | undefined; readonly limit: number },
): Promise<{ readonly nextAfter?: string }> {
  const page = await register.payments(runId, { limit, after });
  const traced = page.items.filter((record) => isPaid(stateOf(record)));
  const taken = await severalAtOnce(traced, async ({ payment }) => ({
    currency: payment.sourceCurrency,
    periods: periodsTaken(await history.through(payment.account, reservationId(payment)), payment.sourceUnits),
  }));
  const sums = new Map<string, Sum>();
  for (const { currency, periods } of taken)
    for (const [periodId, units] of periods) {
      const key = `${periodId} ${currency}`;
      const known = sums.get(key) ?? { periodId, currency, units: 0n, payments: 0 };
      sums.set(key, { ...known, units: known.units + units, payments: known.payments + 1 });
    }
  await register.recordPeriods(runId, after ?? '', [...sums.values()]);
  return page.nextAfter === undefined ? {} : { nextAfter: page.nextAfter };
}
