import { useState } from 'react';
import { answered, api } from '#console/api/client.ts';
import { useIs } from '#console/api/session.ts';
import { RemittanceForm } from '#console/pages/reports/remittance-form.tsx';
import type { Report } from '#console/pages/reports/report-queries.ts';
import { Button } from '#console/ui/button.tsx';
import { Choice } from '#console/ui/choice.tsx';
import { ConfirmDialog } from '#console/ui/confirm-dialog.tsx';
import { Field } from '#console/ui/field.tsx';
import { Panel } from '#console/ui/page.tsx';
import { useAct } from '#console/ui/use-act.ts';

/** What a report waits for, and what the signed-in person may do about it. */
export function ReportActions({ report }: { readonly report: Report }) {
  const isOperator = useIs('ops', 'admin');
  const isApprover = useIs('approver', 'admin');
  const wait = report.waiting_for;
  if (wait === null) return null;
  switch (wait.kind) {
    case 'remittance':
    case 'factor': {
      if (!isOperator && !(wait.kind === 'factor' && isApprover))
        return <Panel title="Waits for the remittance">Operations enters what really arrived.</Panel>;
      return (
        <Panel
          title={wait.kind === 'factor' ? 'The factor is out of bounds' : 'What really arrived?'}
          note={wait.reason ?? 'One amount per original currency'}
        >
          <div className="stack">
            {(wait.currencies ?? report.totals.payable.map(({ currency }) => currency)).map((currency) => (
              <RemittanceForm
                key={currency}
                report={report}
                originalCurrency={currency}
                isAccepting={wait.kind === 'factor'}
              />
            ))}
            {isOperator && <Abandon report={report} />}
          </div>
        </Panel>
      );
    }
    case 'supersession':
      return isOperator || isApprover ? <Supersede report={report} known={wait.reports ?? []} /> : null;
  }
}

function Abandon({ report }: { readonly report: Report }) {
  const act = useAct();
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  return (
    <div>
      <Button kind="danger" onPress={() => setAsking(true)}>
        Wait no longer
      </Button>
      {isAsking && (
        <ConfirmDialog
          title="End the wait of this report?"
          action="End it"
          kind="danger"
          onClose={() => setAsking(false)}
          act={({ key }) =>
            act(() =>
              answered(
                api.POST('/v1/reports/{id}/abandon', {
                  params: { path: { id: report.report_id }, header: { 'Idempotency-Key': key } },
                  body: { reason },
                }),
              ),
            )
          }
        >
          <p>It fails, nothing of it is posted, and its sheet is free for a next version.</p>
          <Field label="Why, for whoever asks later" value={reason} onChange={setReason} isMultiline isRequired />
        </ConfirmDialog>
      )}
    </div>
  );
}

function Supersede({ report, known }: { readonly report: Report; readonly known: readonly string[] }) {
  const act = useAct();
  const [supersedes, setSupersedes] = useState(report.supersedes ?? known[0] ?? '');
  const [isAsking, setAsking] = useState(false);
  return (
    <Panel title="Another version of a known sheet" note="One person says what it replaces, another approves">
      <div className="row">
        {known.length > 0 ? (
          <Choice
            label="Replaces"
            value={supersedes === '' ? undefined : supersedes}
            options={known.map((value) => ({ value, label: value }))}
            onChange={setSupersedes}
          />
        ) : (
          <Field label="Replaces" value={supersedes} onChange={setSupersedes} />
        )}
        <Button kind="primary" onPress={() => setAsking(true)} isDisabled={supersedes === ''}>
          {report.supersedes === null ? 'Propose' : 'Approve'}
        </Button>
      </div>
      {isAsking && (
        <ConfirmDialog
          title="Replace the earlier version?"
          action="Replace it"
          onClose={() => setAsking(false)}
          act={({ key }) =>
            act(() =>
              answered(
                api.POST('/v1/reports/{id}/supersede', {
                  params: { path: { id: report.report_id }, header: { 'Idempotency-Key': key } },
                  body: { supersedes },
                }),
              ),
            )
          }
        >
          <p>Once two people said so, {supersedes} is reversed and this version is posted; both are kept.</p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}
