import { determinePeriodPool } from '#close/steps/determine-pool';
import { closeTask, correctionsFrom, correctionsTask, poolPayload } from '#close/task-input';
import { adjustmentRegister, periodRegister } from '#platform/compose/close';
import { ledger } from '#platform/compose/ledger';
import { revenueStore } from '#platform/compose/revenue';
import { taskHandler } from '#platform/task-handler';

const input = closeTask.extend({ corrections: correctionsTask });
const ports = {
  register: periodRegister(),
  revenue: revenueStore(),
  ledger: ledger(),
  adjustments: adjustmentRegister(),
};

export const handler = taskHandler(input, async ({ period_id, corrections }, { clock }) => {
  const determined = await determinePeriodPool(
    { ...ports, clock },
    { periodId: period_id, corrections: corrections === null ? undefined : correctionsFrom(corrections) },
  );
  if (determined.outcome === 'waiting') return { outcome: 'waiting', policy: null, amounts: {} };
  return { outcome: 'determined', policy: determined.policy, amounts: poolPayload(determined.pool) };
});
