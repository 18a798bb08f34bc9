import { getPayoutRun } from '#payouts/api';
import { findRun, runRecordOf } from '#payouts/steps/read-payout-runs';
import { runBodyOf } from '#payouts/views';
import { payoutRegister } from '#platform/compose/payouts';
import { httpHandler } from '#platform/http/http-handler';

const register = payoutRegister();

export const handler = httpHandler(getPayoutRun, async ({ params }) => {
  const run = await findRun(register, params.id);
  return 'kind' in run ? run : { status: 200, body: runBodyOf(await runRecordOf(register, run)) };
});
