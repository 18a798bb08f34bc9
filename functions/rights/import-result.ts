import type { FileIssue } from '#kernel/csv/file-issue';
import type { SnapshotImport } from '#kernel/snapshot';

type Outcome =
  | { readonly kind: 'imported'; readonly portionImport: SnapshotImport }
  | { readonly kind: 'refused'; readonly errors: readonly FileIssue[]; readonly errorCount: number };

/** The outcome as the state machine `ingest-drop` hands it on. */
export function importResultOf(outcome: Outcome, type: 'rights_version' | 'weights_version') {
  if (outcome.kind === 'refused')
    return { outcome: 'refused', errors: outcome.errors, error_count: outcome.errorCount } as const;
  const { version, counts, warnings, warningCount } = outcome.portionImport;
  const link = { type, id: String(version) };
  return { outcome: 'imported', counts, warnings, warning_count: warningCount, link } as const;
}
