import type { FileIssue } from '#kernel/csv/file-issue';
import type { Instant } from '#kernel/time/clock';

/** The kinds of drop this platform reads: the first segment of the key, or `unknown` for any other. */
export type DropKind =
  | 'reports'
  | 'plays'
  | 'plays-archive'
  | 'catalog'
  | 'holders'
  | 'plans'
  | 'destinations'
  | 'tax-forms'
  | 'rights'
  | 'weights'
  | 'revenue'
  | 'fraud'
  | 'fx'
  | 'bank'
  | 'rail-returns'
  | 'unknown';

/** `completed`, `failed` and `duplicate` are final: dropping the file again makes a new drop. */
export type DropStatus = 'accepted' | 'processing' | 'completed' | 'failed' | 'duplicate';

/** One thing wrong with a dropped file. */
export type DropIssue = FileIssue;

/** What a drop became: a report, a catalogue version, … */
export interface DropLink {
  readonly type:
    | 'report'
    | 'catalog_version'
    | 'rights_version'
    | 'weights_version'
    | 'revenue_version'
    | 'fraud_version'
    | 'bank_statement';
  readonly id: string;
}

/** Numbers of things, by name: `rows`, `created`, `updated`, `unchanged`, … */
export type DropCounts = Readonly<Record<string, number>>;

/** One object as the event or the sweep saw it. */
export interface DroppedObject {
  readonly bucket: string;
  /** The key as S3 holds it; EventBridge does not URL-encode it. */
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  /** Orders writes of one key; the sweep, which has none, uses the time of the last modification. */
  readonly sequencer: string;
  readonly droppedAt: Instant;
}

/** A drop's record: one per arrival of an object, however often its event is delivered. */
export interface Drop {
  readonly dropId: string;
  readonly kind: DropKind;
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly status: DropStatus;
  readonly droppedAt: Instant;
  readonly updatedAt: Instant;
  readonly counts: DropCounts;
  /** At most `DROP_ISSUES_MAX` of them; `counts.errors` is the true number. */
  readonly errors: readonly DropIssue[];
  readonly warnings: readonly DropIssue[];
  /** What the producer named the sheet (object metadata `sheet-id`); a hint, never trusted for money (R25). */
  readonly sheetId?: string;
  /** SHA-256 of the bytes as dropped, hex; known once they are archived. */
  readonly contentHash?: string;
  readonly link?: DropLink;
  /** The earlier drop that a `duplicate` repeats. */
  readonly duplicateOf?: string;
}

/** How many errors and how many warnings one drop lists; the counts tell the true numbers. */
export const DROP_ISSUES_MAX = 100;
