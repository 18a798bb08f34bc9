import type { AuditResult } from '#audit/audit-result';
import type { AuditBell, AuditBook } from '#audit/ports';

/** The audit book and its bell in memory, with the conditions of the real ones. */
export function memoryAudit() {
  const kept = new Map<string, AuditResult>();
  const heads = new Map<string, AuditResult>();
  const rung: AuditResult[] = [];
  const book: AuditBook = {
    record: async (result) => {
      kept.set(`${result.check}#${result.checkedAt}`, result);
      const former = heads.get(result.check);
      if (former === undefined || former.checkedAt <= result.checkedAt) heads.set(result.check, result);
    },
    latest: async (checks) => checks.map((check) => heads.get(check)),
    runs: async (check, { limit, after }) => {
      const found = [...kept.values()]
        .filter((result) => result.check === check && (after === undefined || result.checkedAt < after))
        .sort((one, other) => (one.checkedAt < other.checkedAt ? 1 : -1));
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items, ...(found.length > limit && last !== undefined && { nextAfter: last.checkedAt }) };
    },
  };
  const bell: AuditBell = {
    ring: async (result) => {
      rung.push(result);
    },
  };
  return { book, bell, rung };
}
