import { assertThat, unreachable } from '#kernel/errors';
import type { Instant } from '#kernel/time/clock';

/** The content in force under an id, and the drop that brought it. */
export interface StoredRecord<Content> {
  readonly id: string;
  readonly content: Content;
  readonly version: number;
  readonly dropId: string;
  readonly droppedAt: Instant;
}

/**
 * Records that a drop upserts: every version is kept, one is in force. A write of changes happens whole or not at all:
 * it holds only while each record is still the version before (none: 0).
 */
export interface VersionedRecords<Content> {
  /** Changes that one write takes. */
  readonly changesMax: number;
  findMany(ids: readonly string[]): Promise<ReadonlyMap<string, StoredRecord<Content>>>;
  write(changes: readonly StoredRecord<Content>[]): Promise<'written' | 'lost-race'>;
}

/** What a drop did, in records. */
export interface UpsertCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Left aside because a later drop had already said otherwise. */
  readonly stale: number;
}

export interface RecordDrop {
  readonly dropId: string;
  readonly droppedAt: Instant;
}

export type Verdict = keyof UpsertCounts;

/**
 * What a dropped content does to the record in force. The later drop wins, whichever is imported first. What this very
 * drop wrote before a crash counts again as it did then, so a repeated import answers the same.
 */
export function verdictOn<Content extends object>(
  stored: StoredRecord<Content> | undefined,
  content: Content,
  drop: RecordDrop,
): { readonly verdict: Verdict; readonly next?: number } {
  if (stored === undefined) return { verdict: 'created', next: 1 };
  if (isSame(stored.content, content)) {
    if (stored.dropId !== drop.dropId) return { verdict: 'unchanged' };
    return { verdict: stored.version === 1 ? 'created' : 'updated' };
  }
  assertThat(stored.dropId !== drop.dropId, `${drop.dropId} says two things about ${stored.id}`);
  return stored.droppedAt > drop.droppedAt ? { verdict: 'stale' } : { verdict: 'updated', next: stored.version + 1 };
}

export const NO_COUNTS: UpsertCounts = { created: 0, updated: 0, unchanged: 0, stale: 0 };

/** The counts with one more of `verdict`. */
export function counted(counts: UpsertCounts, verdict: Verdict): UpsertCounts {
  switch (verdict) {
    case 'created':
      return { ...counts, created: counts.created + 1 };
    case 'updated':
      return { ...counts, updated: counts.updated + 1 };
    case 'unchanged':
      return { ...counts, unchanged: counts.unchanged + 1 };
    case 'stale':
      return { ...counts, stale: counts.stale + 1 };
    default:
      return unreachable(verdict);
  }
}

/** Equality of flat records of text, whatever the order of their fields. */
export function isSame<Content extends object>(left: Content, right: Content): boolean {
  const [leftEntries, rightEntries] = [Object.entries(left), new Map<string, unknown>(Object.entries(right))];
  return (
    leftEntries.length === rightEntries.size && leftEntries.every(([name, value]) => rightEntries.get(name) === value)
  );
}
