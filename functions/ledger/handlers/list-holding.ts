import { formatUnits } from '#kernel/money/units';
import { listHolding } from '#ledger/holding-api';
import { readHolding } from '#ledger/steps/read-holding';
import { ledgerAccess } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

export const handler = httpHandler(listHolding, async ({ query: { limit }, page, clock }) => {
  const { items, position } = await readHolding(ledgerAccess().store, { now: clock.now(), limit, after: page.after });
  const documents = items.map(({ units, ageDays, isOverdue, releasePath, transactionId, ...item }) => ({
    ...item,
    amount: formatUnits(units),
    transaction_id: transactionId,
    age_days: ageDays,
    overdue: isOverdue,
    release_path: releasePath,
  }));
  return { status: 200, body: { items: documents, next_cursor: page.nextCursor(position) } };
});
