import { listPayoutFiles } from '#payouts/api';
import { findRun, listFiles } from '#payouts/steps/read-payout-runs';
import { fileBodyOf } from '#payouts/views';
import { payoutFiles, payoutRegister } from '#platform/compose/payouts';
import { httpHandler } from '#platform/http/http-handler';

const register = payoutRegister();
const files = payoutFiles();

export const handler = httpHandler(listPayoutFiles, async ({ params }) => {
  const run = await findRun(register, params.id);
  if ('kind' in run) return run;
  const items = (await listFiles(files, run)).map(({ file, url }) => fileBodyOf(file, url));
  return { status: 200, body: { items, next_cursor: null } };
});
