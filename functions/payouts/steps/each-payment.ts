import type { PaymentRecord } from '#payouts/payment';
import type { PayoutRegister } from '#payouts/ports';

const PAGE = 500;

/** A run's payments in the order of their ids, a page in memory at a time. */
export async function* eachPayment(
  register: Pick<PayoutRegister, 'payments'>,
  runId: string,
): AsyncGenerator<PaymentRecord, void, undefined> {
  let after: string | undefined;
  do {
    const { items, nextAfter } = await register.payments(runId, { limit: PAGE, after });
    yield* items;
    after = nextAfter;
  } while (after !== undefined);
}
