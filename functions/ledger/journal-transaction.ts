import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { AccountId } from '#ledger/account';

/** One positive amount moved from a debit account to a credit account of the same currency; balanced by construction. */
export interface Posting {
  readonly debit: AccountId;
  readonly credit: AccountId;
  /** Ledger units, above zero. */
  readonly units: Units;
  readonly currency: Currency;
}

/** Part of an account's balance set aside: units above zero reserve, below zero release. */
export interface Reservation {
  readonly account: AccountId;
  readonly units: Units;
}

/**
 * How a transaction takes from a reservation. `posted` ends it, and what it did not need is available again; `drawn` takes a
 * part, and the rest stays reserved. The others give all of it back: `voided` and `rejected` (by a person) before it was
 * instructed, `expired` by time, `failed` when whoever was instructed refused.
 */
export const drawKinds = ['posted', 'drawn', 'voided', 'rejected', 'expired', 'failed'] as const;
export type DrawKind = (typeof drawKinds)[number];

/** The reservation that a transaction takes from, in the same write that does it. */
export interface Draw {
  readonly reservationId: string;
  readonly as: DrawKind;
  /** What still stands reserved afterwards, in ledger units. */
  readonly remaining: Units;
}

/**
 * What a journal transaction records. `distribution` and `reversal` record what already happened elsewhere and may
 * take a bounded account below zero (a refund after the payout); the other kinds may not.
 */
export const transactionKinds = [
  'remittance',
  'distribution',
  'release',
  'exchange',
  'payout',
  'settlement',
  'reservation',
  'manual',
  'reversal',
] as const;
export type TransactionKind = (typeof transactionKinds)[number];

/** Whether the kind may take a bounded account below its floor. */
export function mayOverdraw(kind: TransactionKind): boolean {
  return kind === 'distribution' || kind === 'reversal';
}

/** The rate of an exchange and where it came from (R26). */
export interface ExchangeDetail {
  readonly from: Currency;
  readonly to: Currency;
  /** Units of `to` for one of `from`, a decimal. */
  readonly rate: string;
  /** The day that the rate is of, `YYYY-MM-DD`. */
  readonly rateDate: string;
  readonly rateSource: string;
  /** What was given, in units of the functional currency; only where neither side is in it. */
  readonly functionalUnits?: Units;
}

/** What a realised gain follows from: the position in a currency and its cost, after one entry of its `fx` account. */
export interface RealisedDetail {
  readonly currency: Currency;
  /** Sequence of the entry on the currency's `fx` account that closed a part of the position. */
  readonly through: number;
  /** Units of the currency that are left, as the account's balance has them, and their cost in the functional currency. */
  readonly position: Units;
  readonly cost: Units;
}

/** Who did it. */
export interface Actor {
  readonly subject: string;
  /** The network address of the request, where there was one. */
  readonly address?: string;
}

/** What caused the posting, such as `{type: 'report', id: 'r_…'}`. */
export interface TransactionSource {
  readonly type: string;
  readonly id: string;
}

/** A journal transaction to be posted; `id` is derived from what it records (R28). */
export interface TransactionDraft {
  readonly id: string;
  readonly kind: TransactionKind;
  readonly postings: readonly Posting[];
  readonly reservations?: readonly Reservation[];
  /** When it counts in the world (R31); the recorded time is stamped on posting. */
  readonly effectiveAt: Instant;
  readonly source: TransactionSource;
  readonly correlationId: string;
  readonly actor: Actor;
  /** The transaction that this one mirrors (R27). */
  readonly reversalOf?: string;
  /** The reversed transaction of which this is the new version (R27). */
  readonly supersedes?: string;
  /** Of a reservation: when it ends by itself, unless it was instructed before. */
  readonly expiresAt?: Instant;
  readonly drawsOn?: Draw;
  readonly exchange?: ExchangeDetail;
  readonly realised?: RealisedDetail;
  readonly note?: string;
}

/**
 * `pending`: cut into chunks, not all posted (R30). `validated`: all chunks stand and the clearing accounts are at zero, but
 * nothing of it is available before it is released. `prepared`: waits for a second person. `precluded`: nothing was posted
 * under this id, and nothing ever will be. A reservation is `reserved`, perhaps `instructed` (somebody was told to move the
 * money: no time ends it any more), and ends `posted`, `voided`, `rejected`, `expired` or `failed`.
 */
export const transactionStates = [
  'prepared',
  'pending',
  'validated',
  'reserved',
  'instructed',
  'posted',
  'reversed',
  'superseded',
  'precluded',
  'voided',
  'rejected',
  'expired',
  'failed',
] as const;
export type TransactionState = (typeof transactionStates)[number];

/** One appended state of a transaction; a state that moves is a new item (R27). */
export interface StateChange {
  /** 1, 2, 3 … without a gap. */
  readonly ordinal: number;
  readonly state: TransactionState;
  readonly actor: Actor;
  readonly reason?: string;
  readonly recordedAt: Instant;
  /** The transaction that reversed, superseded or drew on this one. */
  readonly by?: string;
  /** Of a reservation that was drawn on: what still stands reserved, in ledger units. */
  readonly remaining?: Units;
}

/** A journal transaction as it stands in the ledger. */
export interface JournalTransaction extends TransactionDraft {
  /** SHA-256 over what it records, without who and why-now (R28). */
  readonly contentHash: string;
  readonly recordedAt: Instant;
  /** For a chunk: the transaction that it is a part of. */
  readonly parentId?: string;
  /** For a parent: how many chunks carry its postings; its own `postings` are then empty. */
  readonly chunkCount?: number;
  readonly states: readonly StateChange[];
}
