import { getTaxYear } from '#payouts/api';
import { readTaxYear } from '#payouts/steps/read-tax-year';
import { taxYearOf } from '#payouts/views';
import { payoutRates, payoutRegister } from '#platform/compose/payouts';
import { httpHandler } from '#platform/http/http-handler';

const ports = { register: payoutRegister(), rates: payoutRates() };

export const handler = httpHandler(getTaxYear, async ({ params: { id: holderId, year } }) => ({
  status: 200,
  body: taxYearOf({ holderId, year }, await readTaxYear(ports, { holderId, year })),
}));
