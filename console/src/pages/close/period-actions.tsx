import { useState } from 'react';
import { answered, api } from '#console/api/client.ts';
import { now, useIs } from '#console/api/session.ts';
import { ApprovePeriodDialog } from '#console/pages/close/approve-period-dialog.tsx';
import type { Period } from '#console/pages/close/period-queries.ts';
import { Button } from '#console/ui/button.tsx';
import { Choice } from '#console/ui/choice.tsx';
import { ConfirmDialog } from '#console/ui/confirm-dialog.tsx';
import { countryName, monthName } from '#console/ui/instant.tsx';
import { useAct } from '#console/ui/use-act.ts';

const POLICIES = [
  { value: 'pro_rata', label: 'Pro-rata: one rate per play' },
  { value: 'user_centric', label: 'User-centric: each subscriber’s money to their plays' },
  { value: 'artist_centric', label: 'Artist-centric: plays weighted' },
] as const;
type Policy = (typeof POLICIES)[number]['value'];

/** What the signed-in person may do with a period now. */
export function PeriodActions({ period }: { readonly period: Period }) {
  const isOperator = useIs('ops', 'admin');
  const isApprover = useIs('approver', 'admin');
  const [asking, setAsking] = useState<'close' | 'approve'>();
  const isOver = new Date(period.period_end) <= now();
  const mayClose =
    isOperator &&
    isOver &&
    (period.state === 'OPEN' || (period.waiting_for !== null && period.waiting_for !== 'approval'));
  const mayApprove = isApprover && period.waiting_for === 'approval' && period.approval !== null;
  const close = () => setAsking(undefined);
  return (
    <>
      {mayClose && (
        <Button kind="primary" onPress={() => setAsking('close')}>
          {period.attempt > 0 ? 'Go on with the close' : 'Start the close'}
        </Button>
      )}
      {mayApprove && (
        <Button kind="primary" onPress={() => setAsking('approve')}>
          Approve
        </Button>
      )}
      {asking === 'close' && <StartCloseDialog period={period} onClose={close} />}
      {asking === 'approve' && <ApprovePeriodDialog period={period} onClose={close} />}
    </>
  );
}

function StartCloseDialog({ period, onClose }: { readonly period: Period; readonly onClose: () => void }) {
  const act = useAct();
  const [policy, setPolicy] = useState<Policy>(period.policy);
  const isBegun = period.attempt > 0;
  return (
    <ConfirmDialog
      title={`Close ${monthName(period.month)} in ${countryName(period.country)}?`}
      action={isBegun ? 'Go on' : 'Close the month'}
      onClose={onClose}
      act={({ key }) =>
        act(() =>
          answered(
            api.POST('/v1/periods/{id}/close', {
              params: { path: { id: period.period_id }, header: { 'Idempotency-Key': key } },
              body: { policy },
            }),
          ),
        )
      }
    >
      <p>
        The month is sealed, counted and frozen: its rate is minted once and never again. Nothing is paid before a
        second person approves.
      </p>
      {isBegun ? (
        <p className="muted">The policy was fixed when this close began.</p>
      ) : (
        <Choice label="Policy" value={policy} options={POLICIES} onChange={setPolicy} />
      )}
    </ConfirmDialog>
  );
}
