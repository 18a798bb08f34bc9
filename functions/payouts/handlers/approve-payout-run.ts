import { approvePayoutRun as route } from '#payouts/api';
import { approvePayoutRun } from '#payouts/steps/approve-payout-run';
import { runRecordOf } from '#payouts/steps/read-payout-runs';
import { runBodyOf } from '#payouts/views';
import { payoutExecutions, payoutRegister } from '#platform/compose/payouts';
import { httpHandler } from '#platform/http/http-handler';

const register = payoutRegister();
const executions = payoutExecutions();

export const handler = httpHandler(route, async ({ params, body, caller, clock }) => {
  const request = { runId: params.id, digest: body.digest, subject: caller.subject };
  const run = await approvePayoutRun({ register, executions, clock }, request);
  return 'kind' in run ? run : { status: 202, body: runBodyOf(await runRecordOf(register, run)) };
});
