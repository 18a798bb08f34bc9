import { useState } from 'react';
import { answered, api } from '#console/api/client.ts';
import type { components } from '#console/api/schema.d.ts';
import { useIs } from '#console/api/session.ts';
import { Button } from '#console/ui/button.tsx';
import { Choice } from '#console/ui/choice.tsx';
import { ConfirmDialog } from '#console/ui/confirm-dialog.tsx';
import { Field } from '#console/ui/field.tsx';
import { useAct } from '#console/ui/use-act.ts';

type Line = components['schemas']['UnmatchedLine'];

const KINDS = [
  { value: 'payments', label: 'Payments of ours' },
  { value: 'report', label: 'A report’s remittance' },
  { value: 'account', label: 'An account of the ledger' },
] as const;
type Kind = (typeof KINDS)[number]['value'];

/** Explains a line of a bank statement, or approves what another person said it is. */
export function LineActions({ line }: { readonly line: Line }) {
  const isOperator = useIs('ops', 'admin');
  const isApprover = useIs('approver', 'admin');
  const [isAsking, setAsking] = useState(false);
  const waits = line.state === 'awaiting-approval';
  if (waits ? !isApprover : !isOperator || line.state !== 'open') return <span className="muted">{line.state}</span>;
  const close = () => setAsking(false);
  return (
    <>
      <Button onPress={() => setAsking(true)}>{waits ? 'Approve' : 'Match'}</Button>
      {isAsking &&
        (waits ? <ApproveDialog line={line} onClose={close} /> : <MatchDialog line={line} onClose={close} />)}
    </>
  );
}

interface DialogProps {
  readonly line: Line;
  readonly onClose: () => void;
}

function ApproveDialog({ line, onClose }: DialogProps) {
  const act = useAct();
  return (
    <ConfirmDialog
      title="Let this money move?"
      action="Approve"
      amounts={[line]}
      onClose={onClose}
      act={({ key }) =>
        act(() =>
          answered(
            api.POST('/v1/settlement/unmatched/{id}/approve', {
              params: { path: { id: line.line_id }, header: { 'Idempotency-Key': key } },
            }),
          ),
        )
      }
    >
      <p>
        {line.matched_by} says that it is {line.match?.names.join(', ')}.
      </p>
    </ConfirmDialog>
  );
}

function MatchDialog({ line, onClose }: DialogProps) {
  const act = useAct();
  const [kind, setKind] = useState<Kind>('payments');
  const [name, setName] = useState(
    line.proposals
      .map((proposal) => proposal.payment_id)
      .slice(0, 1)
      .join(' '),
  );
  const named = name.split(/[\s,]+/).filter((text) => text !== '');
  const [first = ''] = named;
  const body =
    kind === 'payments' ? { end_to_end_ids: named } : kind === 'report' ? { report_id: first } : { account: first };
  return (
    <ConfirmDialog
      title="What is this line?"
      action="Match it"
      amounts={[line]}
      onClose={onClose}
      act={({ key }) =>
        act(() =>
          answered(
            api.POST('/v1/settlement/unmatched/{id}/match', {
              params: { path: { id: line.line_id }, header: { 'Idempotency-Key': key } },
              body,
            }),
          ),
        )
      }
    >
      <Choice label="It is" value={kind} options={KINDS} onChange={setKind} />
      <Field
        label={kind === 'payments' ? 'Their end-to-end ids' : kind === 'report' ? 'The report’s id' : 'The account'}
        value={name}
        onChange={setName}
        hint={line.proposals.map((proposal) => `${proposal.payment_id}: ${proposal.reason}`).join('; ')}
      />
    </ConfirmDialog>
  );
}
