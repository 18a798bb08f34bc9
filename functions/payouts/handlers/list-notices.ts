import { listNotices } from '#payouts/api';
import { noticeBodyOf } from '#payouts/views';
import { payoutRegister } from '#platform/compose/payouts';
import { httpHandler } from '#platform/http/http-handler';

const register = payoutRegister();

export const handler = httpHandler(listNotices, async ({ params, query: { limit }, page }) => {
  const { items, nextAfter } = await register.notices(params.id, { limit, after: page.after });
  return { status: 200, body: { items: items.map(noticeBodyOf), next_cursor: page.nextCursor(nextAfter) } };
});
