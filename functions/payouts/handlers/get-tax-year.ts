import { getTaxYear } from '#payouts/api';
import { taxYearOf } from '#payouts/views';
import { payoutRegister } from '#platform/compose/payouts';
import { httpHandler } from '#platform/http/http-handler';

const register = payoutRegister();

export const handler = httpHandler(getTaxYear, async ({ params: { id, year } }) => ({
  status: 200,
  body: taxYearOf(id, year, await register.taxEntries(id, year)),
}));
