import type { UpsertCounts } from '#holders/versioned-records';
import type { FileIssue } from '#kernel/csv/file-issue';

export type ImportOutcome =
  | {
      readonly kind: 'imported';
      readonly counts: UpsertCounts;
      readonly warnings: readonly FileIssue[];
      readonly warningCount: number;
    }
  | { readonly kind: 'refused'; readonly errors: readonly FileIssue[]; readonly errorCount: number };

/** The outcome as the state machine `ingest-drop` hands it on. */
export function importResultOf(outcome: ImportOutcome) {
  return outcome.kind === 'refused'
    ? ({ outcome: 'refused', errors: outcome.errors, error_count: outcome.errorCount } as const)
    : ({
        outcome: 'imported',
        counts: outcome.counts,
        warnings: outcome.warnings,
        warning_count: outcome.warningCount,
      } as const);
}
