import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { countText } from '#console/money/amount.ts';
import { AuditFindings } from '#console/pages/ledger/audit-findings.tsx';
import { auditRunsQuery } from '#console/pages/ledger/audit-queries.ts';
import { Badge, wordsOf } from '#console/ui/badge.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { ShowMore } from '#console/ui/show-more.tsx';
import { Table } from '#console/ui/table.tsx';

interface RecentRun {
  readonly status: 'ok' | 'failed';
  readonly checked_at: string;
  readonly finding_count: number;
}

/** The last runs of a check, oldest first, a mark for each: a failed one stands higher, so that colour is not all. */
export function RecentRuns({ check, recent }: { readonly check: string; readonly recent: readonly RecentRun[] }) {
  if (recent.length === 0) return null;
  const failed = recent.filter(({ status }) => status === 'failed').length;
  const words = failed === 0 ? 'all fine' : `${countText(failed)} failed`;
  return (
    <Link to="/ledger/audit" search={{ check } as never} className="run-strip" title="Every run of this check">
      <span aria-hidden="true" className="run-marks">
        {recent.toReversed().map(({ status, checked_at }) => (
          <span key={checked_at} data-status={status} />
        ))}
      </span>
      <span>
        Last {countText(recent.length)}: {words}
      </span>
    </Link>
  );
}

/** Every run of one check that there was, with what it found. */
export function AuditHistory({ check }: { readonly check: string }) {
  const query = useInfiniteQuery(auditRunsQuery(check));
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel
      title={`Every run of “${wordsOf(check)}”`}
      note={
        <Link to="/ledger/audit" search={{} as never}>
          All checks
        </Link>
      }
      flush
    >
      <QueryView query={query} isEmpty={() => rows.length === 0} empty={<Empty title="It has not run yet" />} lines={8}>
        {() => (
          <>
            <Table
              label="Runs of the check"
              rows={rows}
              keyOf={(row) => row.checked_at}
              columns={[
                { title: 'Checked', cell: (row) => <InstantText at={row.checked_at} /> },
                { title: 'What was recorded by', cell: (row) => <InstantText at={row.recorded_before} /> },
                { title: 'Result', cell: (row) => <Badge state={row.status} /> },
                {
                  title: 'Found',
                  cell: (row) =>
                    row.finding_count === 0 ? (
                      <span className="muted">Nothing amiss</span>
                    ) : (
                      <AuditFindings findings={row.findings} count={row.finding_count} />
                    ),
                },
              ]}
            />
            <ShowMore query={query} />
          </>
        )}
      </QueryView>
    </Panel>
  );
}
