import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api } from '#console/api/client.ts';
import { now, useIs } from '#console/api/session.ts';
import { AuditFindings } from '#console/pages/ledger/audit-findings.tsx';
import { AuditHistory, RecentRuns } from '#console/pages/ledger/audit-history.tsx';
import { LedgerFrame } from '#console/pages/ledger/ledger-frame.tsx';
import { useAsked } from '#console/ui/address.ts';
import { Badge, wordsOf } from '#console/ui/badge.tsx';
import { Button } from '#console/ui/button.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Notice, QueryView } from '#console/ui/query-view.tsx';
import { useAct } from '#console/ui/use-act.ts';

/** A run answers at once and its findings come one by one; at rest, another person may start one. */
const RUNNING_POLL_MILLISECONDS = 4000;
const RESTING_POLL_MILLISECONDS = 30_000;

/** The checks of the books, what their last run found, and a way to run them now. */
export function AuditPage() {
  const mayAudit = useIs('admin', 'auditor');
  const [asked] = useAsked();
  const act = useAct();
  const [startedAt, setStartedAt] = useState<string>();
  const [isRunning, setRunning] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const query = useQuery({
    queryKey: ['audit-checks'],
    queryFn: () => answered(api.GET('/v1/audit/checks')),
    enabled: mayAudit,
    refetchInterval: ({ state }) =>
      startedAt !== undefined && (state.data?.items ?? []).some(({ checked_at }) => (checked_at ?? '') < startedAt)
        ? RUNNING_POLL_MILLISECONDS
        : RESTING_POLL_MILLISECONDS,
  });
  const run = async () => {
    setRunning(true);
    setRefusal(undefined);
    try {
      setStartedAt(now().toISOString());
      await act(() =>
        answered(api.POST('/v1/audit/run', { params: { header: { 'Idempotency-Key': crypto.randomUUID() } } })),
      );
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    } finally {
      setRunning(false);
    }
  };
  return (
    <LedgerFrame
      title="Audit"
      lead="The books, checked from the lake’s own copy: nothing missing, nothing changed, everything balanced."
      actions={
        mayAudit && (
          <Button kind="primary" onPress={() => void run()} isPending={isRunning}>
            {isRunning ? 'Checking…' : 'Check the books now'}
          </Button>
        )
      }
    >
      {refusal !== undefined && <Notice tone="bad">{refusal}</Notice>}
      {mayAudit && asked['check'] !== undefined && <AuditHistory key={asked['check']} check={asked['check']} />}
      {mayAudit ? (
        <QueryView query={query} lines={8}>
          {({ items }) => (
            <ul className="stack">
              {items.map((check) => (
                <li key={check.check}>
                  <Panel
                    title={wordsOf(check.check)}
                    note={
                      <span className="row">
                        <RecentRuns check={check.check} recent={check.recent} />
                        <InstantText at={check.checked_at} />
                        <Badge state={check.status} />
                      </span>
                    }
                  >
                    {check.findings.length === 0 ? (
                      <p className="muted">{check.status === 'never_run' ? 'Not run yet.' : 'Found nothing amiss.'}</p>
                    ) : (
                      <AuditFindings findings={check.findings} count={check.finding_count} />
                    )}
                  </Panel>
                </li>
              ))}
            </ul>
          )}
        </QueryView>
      ) : (
        <Notice tone="info">Auditors and administrators read and run the checks.</Notice>
      )}
    </LedgerFrame>
  );
}
