import { getPeriod as route } from '#close/api';
import { periodBodyOf } from '#close/period-view';
import { readPeriod } from '#close/steps/read-periods';
import { problem } from '#kernel/api/problem';
import { PERIOD_ID_SHAPE } from '#kernel/market/country-period';
import { periodRegister, periodTraces } from '#platform/compose/close';
import { httpHandler } from '#platform/http/http-handler';

const ports = { register: periodRegister(), traces: periodTraces() };

export const handler = httpHandler(route, async ({ params: { id }, clock }) => {
  const found = await readPeriod({ ...ports, clock }, id);
  if (found !== undefined) return { status: 200, body: periodBodyOf(found.period, found.events) };
  return problem(
    404,
    'period-not-found',
    `No period ${id}; an id is ${PERIOD_ID_SHAPE}, and GET /v1/periods lists them.`,
  );
});
