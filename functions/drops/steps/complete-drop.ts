import type { Drop, DropKind } from '#drops/drop';
import type { ImportResult } from '#drops/import-result';
import type { DropEnd, DropRecords } from '#drops/ports';
import type { Clock } from '#kernel/time/clock';

export interface CompletedImport {
  readonly dropId: string;
  readonly kind: DropKind;
  readonly contentHash: string;
  readonly result: ImportResult;
}

/**
 * Ends a drop with what its import found. A file that changed nothing and whose content an earlier drop of the kind already
 * brought is that one's duplicate. A file that changed something is none, even with known content: after another
 * file said otherwise, dropping the first again takes its word back.
 */
export async function completeDrop(
  { dropId, kind, contentHash, result }: CompletedImport,
  { records, clock }: { readonly records: DropRecords; readonly clock: Clock },
): Promise<Drop> {
  const at = clock.now();
  if (result.outcome === 'refused') {
    const { errors, error_count } = result;
    return records.markFailed(dropId, { at, contentHash, errors, counts: { errors: error_count } });
  }
  const { counts, warnings, warning_count, link } = result;
  const end: DropEnd = {
    at,
    contentHash,
    warnings,
    counts: { ...counts, warnings: warning_count },
    ...(link !== undefined && { link }),
  };
  const first = await records.claimContent({ kind, contentHash, dropId });
  const isUnchanged = counts.created + counts.updated + counts.stale === 0;
  return first !== dropId && isUnchanged
    ? records.markDuplicate(dropId, { ...end, duplicateOf: first })
    : records.markCompleted(dropId, end);
}
