import type { ImportResult } from '#drops/import-result';
import type { FileIssue } from '#kernel/csv/file-issue';
import type { IntakeCounts } from '#plays/intake-ports';

/** What became of a dropped file of plays. */
export type PlaysOutcome =
  | {
      readonly kind: 'imported';
      readonly counts: IntakeCounts;
      /** This very content was landed by an earlier drop of the same key; this one changed nothing. */
      readonly isRepeated: boolean;
      readonly warnings: readonly FileIssue[];
      readonly warningCount: number;
    }
  | { readonly kind: 'refused'; readonly errors: readonly FileIssue[] };

/** The outcome as the state machine `ingest-drop` takes it. */
export function importResultOf(outcome: PlaysOutcome): ImportResult {
  if (outcome.kind === 'refused')
    return { outcome: 'refused', errors: [...outcome.errors], error_count: outcome.errors.length };
  const { counts, isRepeated, warnings, warningCount } = outcome;
  const records = (counts['accepted'] ?? 0) + (counts['quarantined'] ?? 0);
  const change = isRepeated ? { created: 0, unchanged: records } : { created: records, unchanged: 0 };
  return {
    outcome: 'imported',
    counts: { ...counts, ...change, updated: 0, stale: 0 },
    warnings: [...warnings],
    warning_count: warningCount,
  };
}
