import { Link } from '@tanstack/react-router';
import { countText } from '#console/money/amount.ts';
import type { AuditRun } from '#console/pages/ledger/audit-queries.ts';

/** What a run found amiss, each with the ways to what it names. */
export function AuditFindings({
  findings,
  count,
}: {
  readonly findings: AuditRun['findings'];
  /** How many there were; the first of them are listed. */
  readonly count: number;
}) {
  return (
    <ul className="stack-s">
      {findings.map(({ message, accounts, transactions }) => (
        <li key={message} className="breakable">
          {message}
          {(accounts ?? []).map((account) => (
            <span key={account}>
              {' '}
              <Link to={`/ledger?account=${encodeURIComponent(account)}`}>
                <code>{account}</code>
              </Link>
            </span>
          ))}
          {(transactions ?? []).map((id) => (
            <span key={id}>
              {' '}
              <Link to="/ledger/transactions/$id" params={{ id } as never}>
                <code>{id}</code>
              </Link>
            </span>
          ))}
        </li>
      ))}
      {count > findings.length && <li className="muted">and {countText(count - findings.length)} more</li>}
    </ul>
  );
}
