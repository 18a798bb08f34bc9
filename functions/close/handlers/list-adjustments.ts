import { adjustmentBodyOf } from '#close/adjustment-body';
import { listAdjustments } from '#close/api';
import { adjustmentRegister } from '#platform/compose/close';
import { httpHandler } from '#platform/http/http-handler';

const adjustments = adjustmentRegister();

export const handler = httpHandler(listAdjustments, async ({ params: { id }, query: { limit }, page }) => {
  const known = (await adjustments.ofCountry(id.slice(0, 2))).filter(({ periodId }) => periodId === id);
  const start = Number(page.after ?? 0);
  const next = start + limit < known.length ? String(start + limit) : undefined;
  const items = known.slice(start, start + limit).map(adjustmentBodyOf);
  return { status: 200, body: { items, next_cursor: page.nextCursor(next) } };
});
