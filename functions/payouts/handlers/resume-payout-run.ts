import { resumePayoutRun as route } from '#payouts/api';
import { runRecordOf } from '#payouts/steps/read-payout-runs';
import { resumePayoutRun } from '#payouts/steps/start-payout-run';
import { runBodyOf } from '#payouts/views';
import { payoutExecutions, payoutRegister } from '#platform/compose/payouts';
import { httpHandler } from '#platform/http/http-handler';

const register = payoutRegister();
const executions = payoutExecutions();

export const handler = httpHandler(route, async ({ params, caller, clock }) => {
  const request = { runId: params.id, subject: caller.subject };
  const run = await resumePayoutRun({ register, executions, clock }, request);
  return 'kind' in run ? run : { status: 202, body: runBodyOf(await runRecordOf(register, run)) };
});
