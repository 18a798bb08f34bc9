import type { AuditResult } from '#audit/audit-result';
import type { AuditBell, AuditBook } from '#audit/ports';

/** The audit book and its bell in memory, with the conditions of the real ones. */
export function memoryAudit() {
  const heads = new Map<string, AuditResult>();
  const rung: AuditResult[] = [];
  const book: AuditBook = {
    record: async (result) => {
      const former = heads.get(result.check);
      if (former === undefined || former.checkedAt <= result.checkedAt) heads.set(result.check, result);
    },
    latest: async (checks) => checks.map((check) => heads.get(check)),
  };
  const bell: AuditBell = {
    ring: async (result) => {
      rung.push(result);
    },
  };
  return { book, bell, rung };
}
