import type { PayoutRunSummary } from '#console/pages/payouts/payout-queries.ts';
import { Badge } from '#console/ui/badge.tsx';

/** Where a run stands; what it waits for comes first. */
export function RunState({ run }: { readonly run: PayoutRunSummary }) {
  if (run.waiting_for === 'approval') return <Badge state="approval" tone="warn" label="Waits for approval" />;
  if (run.waiting_for === 'fault') return <Badge state="fault" tone="bad" label="Needs a look" />;
  return <Badge state={run.state} />;
}
