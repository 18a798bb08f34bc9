import { confirmRevenue } from '#close/steps/confirm-revenue';
import { waitingCloseTask } from '#close/task-input';
import { periodRegister } from '#platform/compose/close';
import { closeExecutions } from '#platform/compose/close-executions';
import { revenueStore } from '#platform/compose/revenue';
import { countMetric } from '#platform/metrics';
import { taskHandler } from '#platform/task-handler';

const ports = { register: periodRegister(), revenue: revenueStore(), executions: closeExecutions() };

export const handler = taskHandler(waitingCloseTask, async ({ period_id, task_token }, { clock }) => {
  const { outcome } = await confirmRevenue({ ...ports, clock }, { periodId: period_id, taskToken: task_token });
  if (outcome === 'waiting') countMetric('ClosesWithoutRevenue');
  return { outcome };
});
