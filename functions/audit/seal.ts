import { type HashHex, leafHash, merkleRoot } from '#audit/merkle';
import { digestOf } from '#kernel/digest';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';
import { compareUtf8 } from '#kernel/utf8-order';

/** `YYYY-MM-DD`, UTC. */
export type Day = string;

/** One journal transaction as a day seals it: what it records, and the entries that it left. */
export interface SealedTransaction {
  readonly transaction_id: string;
  readonly content_hash: HashHex;
  /** Shard, sequence and hash of each, in UTF-8 order of the shards; none for the header of a posting in chunks. */
  readonly entries: readonly (readonly [shard: string, sequence: number, hash: HashHex])[];
}

/** What is written about a day once and for all; every one names the one before, so none can be exchanged or left out. */
export interface DaySeal {
  readonly day: Day;
  readonly algorithm: 'rfc6962-sha256';
  readonly transactions: number;
  readonly root: HashHex;
  /** Day and hash of the seal before; null for the first. */
  readonly previous_day: Day | null;
  readonly previous_seal_hash: HashHex | null;
  readonly sealed_at: Instant;
}

/** The text under a transaction's leaf: its canonical JSON, written out, since a day has hundreds of thousands. */
export function leafText({ transaction_id, content_hash, entries }: SealedTransaction): string {
  const listed = entries.map(
    ([shard, sequence, hash]) => `[${JSON.stringify(shard)},${sequence},${JSON.stringify(hash)}]`,
  );
  return `{"content_hash":${JSON.stringify(content_hash)},"entries":[${listed.join(',')}],"transaction_id":${JSON.stringify(transaction_id)}}`;
}

/** The hashes of a day's leaves, in the order of the tree: by transaction id, UTF-8. */
export function leafHashesOf(transactions: readonly SealedTransaction[]): readonly HashHex[] {
  return transactions.map((transaction) => leafHash(leafText(transaction)));
}

/** The transactions in the order of the tree. */
export function inTreeOrder(transactions: readonly SealedTransaction[]): readonly SealedTransaction[] {
  return transactions.toSorted((left, right) => compareUtf8(left.transaction_id, right.transaction_id));
}

/** The hash of a seal, by which the next one names it. */
export function sealHash(seal: DaySeal): HashHex {
  return digestOf({ ...seal });
}

/** The seal of a day after the one before. */
export function sealOf(
  day: Day,
  {
    transactions,
    previous,
    at,
  }: {
    readonly transactions: readonly SealedTransaction[];
    readonly previous: DaySeal | undefined;
    readonly at: Instant;
  },
): DaySeal {
  return {
    day,
    algorithm: 'rfc6962-sha256',
    transactions: transactions.length,
    root: merkleRoot(leafHashesOf(transactions)),
    previous_day: previous?.day ?? null,
    previous_seal_hash: previous === undefined ? null : sealHash(previous),
    sealed_at: at,
  };
}

const DAY_MILLISECONDS = 86_400_000;

/** The day after. */
export function dayAfter(day: Day): Day {
  return instantOf(millisecondsOf(`${day}T00:00:00.000Z` as Instant) + DAY_MILLISECONDS).slice(0, 10);
}

/** Whether all of the day is recorded by the cut. */
export function isOver(day: Day, cut: Instant): boolean {
  return `${dayAfter(day)}T00:00:00.000Z` <= cut;
}
