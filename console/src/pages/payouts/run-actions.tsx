import { useState } from 'react';
import { answered, api } from '#console/api/client.ts';
import { useIs } from '#console/api/session.ts';
import type { PayoutRun } from '#console/pages/payouts/payout-queries.ts';
import { Button } from '#console/ui/button.tsx';
import { ConfirmDialog } from '#console/ui/confirm-dialog.tsx';
import { Hash } from '#console/ui/hash.tsx';
import { useAct } from '#console/ui/use-act.ts';

/** What the signed-in person may do with a run now. */
export function RunActions({ run }: { readonly run: PayoutRun }) {
  const isOperator = useIs('ops', 'admin');
  const isApprover = useIs('approver', 'admin');
  const act = useAct();
  const [asking, setAsking] = useState<'approve' | 'resume'>();
  const id = run.payout_run_id;
  const { digest } = run;
  const close = () => setAsking(undefined);
  return (
    <>
      {isApprover && run.waiting_for === 'approval' && digest !== null && (
        <Button kind="primary" onPress={() => setAsking('approve')}>
          Approve
        </Button>
      )}
      {isOperator && run.waiting_for === 'fault' && <Button onPress={() => setAsking('resume')}>Go on</Button>}
      {asking === 'approve' && digest !== null && (
        <ConfirmDialog
          title="Approve this run?"
          action="Approve and pay"
          amounts={run.totals}
          onClose={close}
          act={({ key }) =>
            act(() =>
              answered(
                api.POST('/v1/payout-runs/{id}/approve', {
                  params: { path: { id }, header: { 'Idempotency-Key': key } },
                  body: { digest },
                }),
              ),
            )
          }
        >
          <p>You approve these payees, destinations and amounts, as they stand under this digest, and no others.</p>
          <Hash value={digest} />
        </ConfirmDialog>
      )}
      {asking === 'resume' && (
        <ConfirmDialog
          title="Go on with this run?"
          action="Go on"
          onClose={close}
          act={({ key }) =>
            act(() =>
              answered(
                api.POST('/v1/payout-runs/{id}/resume', {
                  params: { path: { id }, header: { 'Idempotency-Key': key } },
                }),
              ),
            )
          }
        >
          <p>It goes on from what is stored: nobody is paid twice.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
