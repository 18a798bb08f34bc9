import type { Instant } from '#kernel/time/clock';
import type { AuditFinding } from '#ledger/audit-check';

/** What the last run of a check found. */
export interface AuditResult {
  readonly check: string;
  readonly status: 'ok' | 'failed';
  readonly checkedAt: Instant;
  /** What was recorded by then was checked. */
  readonly cut: Instant;
  /** At most `FINDINGS_MAX`; `findingCount` counts all. */
  readonly findings: readonly AuditFinding[];
  readonly findingCount: number;
}

/** A check that fails everywhere must still fit one item, and nobody reads the hundredth line of it. */
const FINDINGS_MAX = 50;
const NAMES_MAX = 20;

/** The result of a check. */
export function resultOf(
  check: string,
  { findings, cut, at }: { readonly findings: readonly AuditFinding[]; readonly cut: Instant; readonly at: Instant },
): AuditResult {
  return {
    check,
    status: findings.length === 0 ? 'ok' : 'failed',
    checkedAt: at,
    cut,
    findings: findings.slice(0, FINDINGS_MAX).map(shortened),
    findingCount: findings.length,
  };
}

function shortened({ accounts, entries, transactions, message }: AuditFinding): AuditFinding {
  return {
    message: message.slice(0, 500),
    ...(accounts === undefined ? {} : { accounts: accounts.slice(0, NAMES_MAX) }),
    ...(entries === undefined ? {} : { entries: entries.slice(0, NAMES_MAX) }),
    ...(transactions === undefined ? {} : { transactions: transactions.slice(0, NAMES_MAX) }),
  };
}
