import { listPeriods as route } from '#close/api';
import { periodBodyOf } from '#close/period-view';
import { listPeriods } from '#close/steps/read-periods';
import { monthEndedBefore } from '#kernel/market/country-period';
import { periodRegister } from '#platform/compose/close';
import { httpHandler } from '#platform/http/http-handler';

const register = periodRegister();

export const handler = httpHandler(route, async ({ query, page, clock }) => {
  const month = query.month ?? monthEndedBefore(clock.now());
  const found = await listPeriods(register, { month, after: page.after, limit: query.limit });
  const items = found.slice(0, query.limit).map(periodBodyOf);
  const next = found.length > query.limit ? items.at(-1)?.country : undefined;
  return { status: 200, body: { items, next_cursor: page.nextCursor(next) } };
});
