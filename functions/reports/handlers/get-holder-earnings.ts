import { lakeQueries } from '#platform/compose/reports';
import { httpHandler } from '#platform/http/http-handler';
import { getHolderEarnings } from '#reports/api';

const lake = lakeQueries();

export const handler = httpHandler(getHolderEarnings, async ({ params: { id }, query: { group_by } }) => {
  const earnings = await lake.earnings({ holderId: id, groupBy: group_by });
  const items = earnings.map(({ group, currency, amount, commission, converted, rows }) => ({
    group,
    currency,
    amount,
    commission,
    gross: converted,
    rows,
  }));
  return { status: 200, body: { holder_id: id, group_by, items } };
});
