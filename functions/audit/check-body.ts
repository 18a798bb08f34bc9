import type { AuditCheckBody, AuditCheckRunBody } from '#audit/api';
import type { AuditResult } from '#audit/audit-result';

/** A check as the API shows it: its last run, and how the runs before went. */
export function checkBody(
  check: string,
  { latest, recent }: { readonly latest: AuditResult | undefined; readonly recent: readonly AuditResult[] },
): AuditCheckBody {
  return {
    check,
    status: latest?.status ?? 'never_run',
    checked_at: latest?.checkedAt ?? null,
    recorded_before: latest?.cut ?? null,
    findings: findingsBody(latest?.findings ?? []),
    finding_count: latest?.findingCount ?? 0,
    recent: recent.map(({ status, checkedAt, findingCount }) => ({
      status,
      checked_at: checkedAt,
      finding_count: findingCount,
    })),
  };
}

/** One run of a check as the API shows it. */
export function checkRunBody({
  check,
  status,
  checkedAt,
  cut,
  findings,
  findingCount,
}: AuditResult): AuditCheckRunBody {
  return {
    check,
    status,
    checked_at: checkedAt,
    recorded_before: cut,
    findings: findingsBody(findings),
    finding_count: findingCount,
  };
}

function findingsBody(findings: AuditResult['findings']): AuditCheckRunBody['findings'] {
  return findings.map(({ message, accounts, entries, transactions }) => ({
    message,
    ...(accounts === undefined ? {} : { accounts: [...accounts] }),
    ...(entries === undefined ? {} : { entries: [...entries] }),
    ...(transactions === undefined ? {} : { transactions: [...transactions] }),
  }));
}
