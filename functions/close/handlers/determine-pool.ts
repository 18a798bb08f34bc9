import { determinePeriodPool } from '#close/steps/determine-pool';
import { closeTask, poolPayload } from '#close/task-input';
import { periodRegister } from '#platform/compose/close';
import { ledger } from '#platform/compose/ledger';
import { revenueStore } from '#platform/compose/revenue';
import { taskHandler } from '#platform/task-handler';

const ports = { register: periodRegister(), revenue: revenueStore(), ledger: ledger() };

export const handler = taskHandler(closeTask, async ({ period_id }, { clock }) => {
  const determined = await determinePeriodPool({ ...ports, clock }, period_id);
  if (determined.outcome === 'waiting') return { outcome: 'waiting', policy: null, amounts: {} };
  return { outcome: 'determined', policy: determined.policy, amounts: poolPayload(determined.pool) };
});
