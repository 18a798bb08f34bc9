import { type AuditCheckBody, listAuditChecks } from '#audit/api';
import type { AuditResult } from '#audit/audit-result';
import { auditBook } from '#platform/compose/audit';
import { auditCheckNames } from '#platform/compose/audit-checks';
import { httpHandler } from '#platform/http/http-handler';

const book = auditBook();

export const handler = httpHandler(listAuditChecks, async () => {
  const names = auditCheckNames();
  const results = await book.latest(names);
  return { status: 200, body: { items: names.map((name, index) => checkBody(name, results[index])) } };
});

function checkBody(check: string, result: AuditResult | undefined): AuditCheckBody {
  return {
    check,
    status: result?.status ?? 'never_run',
    checked_at: result?.checkedAt ?? null,
    recorded_before: result?.cut ?? null,
    findings: (result?.findings ?? []).map(({ message, accounts, entries, transactions }) => ({
      message,
      ...(accounts === undefined ? {} : { accounts: [...accounts] }),
      ...(entries === undefined ? {} : { entries: [...entries] }),
      ...(transactions === undefined ? {} : { transactions: [...transactions] }),
    })),
    finding_count: result?.findingCount ?? 0,
  };
}
