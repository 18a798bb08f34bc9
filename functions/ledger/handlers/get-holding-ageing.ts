import { formatUnits } from '#kernel/money/units';
import { getHoldingAgeing } from '#ledger/holding-api';
import { readAgeing } from '#ledger/steps/read-holding';
import { ledgerAccess } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

export const handler = httpHandler(getHoldingAgeing, async ({ clock }) => {
  const now = clock.now();
  const items = (await readAgeing(ledgerAccess().store, now)).map((line) => ({
    reason: line.reason,
    currency: line.currency,
    from_days: line.fromDays,
    before_days: line.beforeDays,
    amount: formatUnits(line.units),
    count: line.items,
    overdue_amount: formatUnits(line.overdueUnits),
  }));
  return { status: 200, body: { as_of: now, items } };
});
