import { getPeriod as route } from '#close/api';
import { periodBodyOf } from '#close/period-view';
import { periodNotFound } from '#close/steps/approve-period';
import { readPeriod } from '#close/steps/read-periods';
import { periodRegister } from '#platform/compose/close';
import { httpHandler } from '#platform/http/http-handler';

const register = periodRegister();

export const handler = httpHandler(route, async ({ params: { id } }) => {
  const found = await readPeriod(register, id);
  if (found !== undefined) return { status: 200, body: periodBodyOf(found) };
  return periodNotFound(id);
});
