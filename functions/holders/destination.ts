import { digestOf } from '#kernel/digest';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';

/** The ways by which a holder can be paid; `internal` moves money to another holder on the ledger alone. */
export const PAYOUT_METHODS = ['sepa', 'international', 'ach', 'csv', 'paypal', 'internal'] as const;

export type PayoutMethod = (typeof PAYOUT_METHODS)[number];

/** Where a holder wants to be paid, as an operator dropped it. */
export interface DestinationContent {
  readonly holderId: string;
  readonly method: PayoutMethod;
  readonly iban?: string;
  readonly bic?: string;
  /** An account number; for `internal` the id of the holder who receives. */
  readonly account?: string;
  readonly routing?: string;
  readonly email?: string;
  /** That whoever dropped it has made sure of the holder's identity and that the destination is theirs. */
  readonly verified: 'true' | 'false';
}

/** One version of a destination in the order in which they came. */
export interface DestinationVersion {
  readonly version: number;
  readonly content: DestinationContent;
  readonly droppedAt: Instant;
}

/** A second person's word for a changed destination, bound to what it names. */
export interface DestinationApproval {
  readonly digest: string;
  /** The version in force when it was given; an approval of an earlier stay at the same account is none of this one. */
  readonly version: number;
  readonly approvedBy: string;
  readonly approvedAt: Instant;
}

/** A holder's destination in force, and since when money would go there. */
export interface Destination {
  readonly content: DestinationContent;
  readonly version: number;
  /** SHA-256 of where money goes, whoever verified it. */
  readonly digest: string;
  /** Present unless the holder never had another destination. */
  readonly change?: { readonly changedAt: Instant; readonly approval?: DestinationApproval };
}

/** What identifies the place that money goes to. */
export function destinationDigest({ verified: _verified, ...place }: DestinationContent): string {
  return digestOf(place);
}

/**
 * The destination in force out of its whole history, oldest first: it changed when an earlier version named another place, at the
 * first version since then, and only an approval given since then counts.
 */
export function destinationOf(
  history: readonly DestinationVersion[],
  approvals: readonly DestinationApproval[],
): Destination | undefined {
  const current = history.at(-1);
  if (current === undefined) return undefined;
  const digest = destinationDigest(current.content);
  const other = history.findLastIndex(({ content }) => destinationDigest(content) !== digest);
  const since = history[other + 1];
  const stands = { content: current.content, version: current.version, digest };
  if (other === -1 || since === undefined) return stands;
  const approval = approvals.findLast((given) => given.digest === digest && given.version >= since.version);
  return { ...stands, change: { changedAt: since.droppedAt, ...(approval !== undefined && { approval }) } };
}

const DAY_MILLISECONDS = 86_400_000;

/** Until when nothing is paid to a destination that was changed; `undefined` for a first one. */
export function coolingOffUntil(destination: Destination, coolingOffDays: number): Instant | undefined {
  if (destination.change === undefined) return undefined;
  return instantOf(millisecondsOf(destination.change.changedAt) + coolingOffDays * DAY_MILLISECONDS);
}
