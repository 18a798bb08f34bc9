import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { AccountId } from '#ledger/account';
import type { Balance } from '#ledger/balance';
import type { Actor, JournalTransaction, TransactionDraft } from '#ledger/journal-transaction';

/** What became of a posting. Every variant is an expected outcome; a bug throws. */
export type PostOutcome =
  | { readonly kind: 'posted'; readonly transaction: JournalTransaction }
  /** The same content was posted before: the first result (R28). */
  | { readonly kind: 'already-posted'; readonly transaction: JournalTransaction }
  /** All of it stands, and none of it is available before it is released; also when it was validated before. */
  | { readonly kind: 'validated'; readonly transaction: JournalTransaction }
  /** Other content stands under this id; `difference` names it. Nothing was posted. */
  | { readonly kind: 'conflict'; readonly transaction: JournalTransaction; readonly difference: string }
  /** A bounded account has less available than needed. Nothing was posted. */
  | {
      readonly kind: 'bound-exceeded';
      readonly account: AccountId;
      readonly available: Units;
      readonly needed: Units;
    }
  /** The ledger's state does not allow it; `reason` says which, what, and what would be right. */
  | { readonly kind: 'refused'; readonly reason: string };

/** What became of ruling a posting out. Whichever came first, the posting or this, stands for good. */
export type PrecludeOutcome =
  /** Nothing stands under the id, and nothing ever will. */
  | { readonly kind: 'precluded'; readonly transaction: JournalTransaction }
  /** The posting was begun before; it may still be in the midst of its chunks. */
  | { readonly kind: 'stands'; readonly transaction: JournalTransaction };

/** How far a posting in chunks goes: until its amounts are available (default), or one state before that. */
export interface ChunkOptions {
  readonly until?: 'validated' | 'posted';
}

/** Who lets a validated transaction's amounts be available, and on what ground. */
export interface LedgerRelease {
  readonly actor: Actor;
  readonly reason: string;
}

/** To mirror a transaction and name it (R27). */
export interface ReversalRequest {
  readonly id: string;
  readonly effectiveAt: Instant;
  readonly correlationId: string;
  readonly actor: Actor;
  readonly note: string;
}

/** To set an amount aside; `id` is derived from what for (R28). */
export interface ReserveRequest
  extends Pick<TransactionDraft, 'id' | 'effectiveAt' | 'source' | 'correlationId' | 'actor' | 'note' | 'expiresAt'> {
  readonly account: AccountId;
  /** Ledger units, above zero. */
  readonly units: Units;
}

/** What became of a reservation. */
export type ReserveOutcome =
  | { readonly kind: 'reserved'; readonly transaction: JournalTransaction }
  /** It was reserved before; its states say whether it still stands. */
  | { readonly kind: 'already-reserved'; readonly transaction: JournalTransaction }
  | Extract<PostOutcome, { readonly kind: 'conflict' | 'bound-exceeded' | 'refused' }>;

/** The reservation that a posting takes from, and what happens to what it leaves. */
export interface ReservedPosting {
  readonly reservationId: string;
  /** `release`: the reservation ends, its rest is available again. `keep`: the rest stays reserved for a further posting. */
  readonly rest: 'keep' | 'release';
}

/** What became of a reservation's next state. */
export type ReservationOutcome =
  /** The reservation is in the state asked for, now or since an earlier call. */
  | { readonly kind: 'done'; readonly transaction: JournalTransaction }
  /** It is in another state or not due; `reason` says which. Nothing changed. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The only way by which money moves. Every call is safe to repeat: same id, same answer (R28). */
export interface Ledger {
  /** Posts a transaction that touches at most 48 accounts, in one write. Asserts that it is well formed. */
  post(draft: TransactionDraft): Promise<PostOutcome>;
  /**
   * Posts a transaction of any size through a clearing account, in chunks; resumes where an earlier call stopped (R30).
   * Its amounts become available when all of it stands and its clearing accounts are exactly zero; refused, before
   * anything is posted, when they would not be. With `until: 'validated'` it ends one state earlier: all of it stands, and
   * its credits become available by `release` alone (R33).
   */
  postInChunks(draft: TransactionDraft, options?: ChunkOptions): Promise<PostOutcome>;
  /**
   * Makes the amounts of a validated transaction available, all at once; `already-posted` when they are. Refused for what is
   * in any other state: only what stands whole, and was not taken back, is released.
   */
  release(id: string, by: LedgerRelease): Promise<PostOutcome>;
  /**
   * Sets an amount of one account aside: `available` falls, `posted` does not (R32). It ends by `postReserved`, by
   * `endReservation`, or at `expiresAt` by itself, unless it was instructed before.
   */
  reserve(request: ReserveRequest): Promise<ReserveOutcome>;
  /**
   * Posts a transaction out of a reservation, in whole or in part; it takes from the reserved account at most what is reserved.
   * Entries, release and the reservation's next state are one write.
   */
  postReserved(draft: TransactionDraft, from: ReservedPosting): Promise<PostOutcome>;
  /** Somebody outside was told to move the money: from here the reservation ends `posted` or `failed`, and no time ends it. */
  instruct(reservationId: string, by: LedgerRelease): Promise<ReservationOutcome>;
  /** Gives back what is still reserved: `voided` or `rejected` before it was instructed, `failed` also after. */
  endReservation(
    reservationId: string,
    end: LedgerRelease & { readonly as: 'voided' | 'rejected' | 'failed' },
  ): Promise<ReservationOutcome>;
  /** Posts the mirror image of a posted transaction, whole or in chunks as that one was; its id is `<id>~reversal`. */
  reverse(request: ReversalRequest): Promise<PostOutcome>;
  /** Makes sure that a transaction that was not begun is never posted, not even by a writer who is about to. */
  preclude(draft: TransactionDraft, by: { readonly actor: Actor; readonly reason: string }): Promise<PrecludeOutcome>;
  /** The balance of one account on both clocks; `asOf` and `knownAt` default to now (R31). */
  balance(account: AccountId, at?: { readonly asOf?: Instant; readonly knownAt?: Instant }): Promise<Balance>;
  /** The transaction of that id with its states, or `undefined`. */
  transaction(id: string): Promise<JournalTransaction | undefined>;
}
