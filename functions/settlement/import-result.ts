import type { FileIssue } from '#kernel/csv/file-issue';

interface Refused {
  readonly kind: 'refused';
  readonly errors: readonly FileIssue[];
  readonly errorCount: number;
}

interface Imported {
  readonly kind: 'imported';
  readonly counts: Readonly<Record<string, number>> & { readonly created: number; readonly unchanged: number };
  readonly warnings: readonly FileIssue[];
}

/** A bank file's outcome as the state machine `ingest-drop` hands it on; a file of one new statement links to it. */
export function bankImportResult(outcome: Refused | (Imported & { readonly statements: readonly string[] })) {
  if (outcome.kind === 'refused') return refusedResult(outcome);
  const [only, ...others] = outcome.statements;
  return {
    ...importedResult(outcome),
    ...(only !== undefined && others.length === 0 && { link: { type: 'bank_statement', id: only } as const }),
  };
}

/** The same of a rail's answers. */
export function railImportResult(outcome: Refused | Imported) {
  return outcome.kind === 'refused' ? refusedResult(outcome) : importedResult(outcome);
}

function refusedResult({ errors, errorCount }: Refused) {
  return { outcome: 'refused', errors, error_count: errorCount } as const;
}

function importedResult({ counts, warnings }: Imported) {
  const { notBooked, ...same } = counts as Imported['counts'] & { readonly notBooked?: number };
  return {
    outcome: 'imported',
    counts: { updated: 0, stale: 0, ...same, ...(notBooked !== undefined && { not_booked: notBooked }) },
    warnings,
    warning_count: warnings.length,
  } as const;
}
