import { RENDERERS } from '#payouts/rails/render-batch';
import { renderBatches } from '#payouts/steps/render-batches';
import { payoutTask } from '#payouts/task-input';
import { payoutFiles, payoutRegister } from '#platform/compose/payouts';
import { taskHandler } from '#platform/task-handler';

const ports = { register: payoutRegister(), files: payoutFiles(), renderers: RENDERERS };

export const handler = taskHandler(payoutTask, ({ payout_run_id }, { clock }) =>
  renderBatches({ ...ports, clock }, payout_run_id),
);
