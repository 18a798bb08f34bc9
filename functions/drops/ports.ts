import type { Drop, DropCounts, DropIssue, DropKind, DropLink, DroppedObject } from '#drops/drop';
import type { KnownKind } from '#drops/drop-kind';
import type { Instant } from '#kernel/time/clock';

/** What is known about the content when a drop ends. */
export interface DropEnd {
  readonly at: Instant;
  readonly counts?: DropCounts;
  readonly warnings?: readonly DropIssue[];
  readonly contentHash?: string;
  readonly link?: DropLink;
}

/**
 * The status of a drop, for whichever context reads the file. Every mark is safe to repeat. A final status stands:
 * a later mark of any kind leaves it as it is and answers the drop that stands. Marking a drop that was never
 * accepted breaks an invariant and throws.
 */
export interface DropRegister {
  find(dropId: string): Promise<Drop | undefined>;
  /** `link` is given as soon as it is known what the drop becomes, so that nobody has to wait for its end to follow it. */
  markProcessing(dropId: string, mark: Pick<DropEnd, 'at' | 'contentHash' | 'link'>): Promise<Drop>;
  markCompleted(dropId: string, end: DropEnd): Promise<Drop>;
  /** Lists the first `DROP_ISSUES_MAX` errors; `counts.errors` is the true number, by default that of `errors`. */
  markFailed(dropId: string, end: DropEnd & { readonly errors: readonly DropIssue[] }): Promise<Drop>;
  markDuplicate(dropId: string, end: DropEnd & { readonly duplicateOf: string }): Promise<Drop>;
}

/** What an object was last accepted as; the sweep compares the bucket with it. */
export interface AcceptedObject {
  readonly key: string;
  readonly etag: string;
  readonly dropId: string;
  readonly droppedAt: Instant;
}

export type AcceptOutcome =
  | { readonly kind: 'accepted'; readonly drop: Drop }
  | { readonly kind: 'already-accepted'; readonly drop: Drop };

/** The register as the drops context itself uses it, with what accepting needs. */
export interface DropRecords extends DropRegister {
  /** Writes the record and the mark of its object together, unless the drop is already there. */
  accept(drop: Drop): Promise<AcceptOutcome>;
  /** The marks of the given objects, by key and etag; objects never accepted are left out. */
  findAccepted(objects: readonly { readonly key: string; readonly etag: string }[]): Promise<readonly AcceptedObject[]>;
  /** Makes `dropId` the first drop of this content, unless another one is; answers the first. */
  claimContent(claim: {
    readonly kind: DropKind;
    readonly contentHash: string;
    readonly dropId: string;
  }): Promise<string>;
}

/** The drops as people look for them. */
export type ListDrops = (query: DropQuery) => Promise<DropPage>;

export interface DropQuery {
  /** Start of the keys wanted, such as `reports/distrokid/`; empty for all. */
  readonly prefix: string;
  readonly limit: number;
  /** `nextAfter` of the page before. */
  readonly after?: string | undefined;
}

/** Newest drop first. */
export interface DropPage {
  readonly drops: readonly Drop[];
  readonly nextAfter?: string;
}

/** What a dropped object's head says, or why it is not there as it was dropped. */
export type ObjectHead =
  | { readonly kind: 'found'; readonly sheetId?: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'replaced' };

/** An object of the bucket as a listing shows it. */
export interface ListedObject {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly modifiedAt: Instant;
}

/** The bucket into which people and providers drop. */
export interface DropsBucket {
  readonly name: string;
  head(object: Pick<DroppedObject, 'key' | 'etag'>): Promise<ObjectHead>;
  /** Every object there is, or every one whose key starts with `prefix`, page by page. */
  listAll(prefix?: string): AsyncIterable<readonly ListedObject[]>;
}

/** Content-addressed copies in the lake: what is read after a drop was archived, whatever becomes of the object. */
export interface DropArchive {
  /** Copies the object, if it still is the one that was dropped; the same content is stored once. */
  archive(object: Pick<DroppedObject, 'bucket' | 'key' | 'etag'>): Promise<ArchiveOutcome>;
}

export type ArchiveOutcome =
  | { readonly kind: 'archived'; readonly contentHash: string; readonly archiveKey: string; readonly size: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'replaced' };

/** Starts the state machine that reads a kind; started again under one drop id, it is the same execution. */
export interface DropExecutions {
  start(kind: KnownKind, drop: Drop): Promise<void>;
}

export interface UploadOffer {
  readonly url: string;
  /** Headers that the upload must carry as they are, since the signature covers them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Signs uploads into the drops bucket. */
export interface UploadSigner {
  sign(upload: {
    readonly key: string;
    readonly contentLength: number;
    readonly sheetId?: string;
    readonly validSeconds: number;
  }): Promise<UploadOffer>;
}
