import type { HashHex } from '#audit/merkle';
import type { Day, DaySeal, SealedTransaction } from '#audit/seal';

/** The copy of the ledger, day by day. */
export interface DayJournal {
  /** The day of the earliest transaction; `undefined` for a ledger without any. */
  firstDay(): Promise<Day | undefined>;
  /** The transactions that were posted on a day, in the order of the tree. */
  transactionsOf(day: Day): Promise<readonly SealedTransaction[]>;
  /** The hashes of the leaves of these, in the same order. */
  leafHashesOf(day: Day): Promise<readonly HashHex[]>;
}

/** The seals, in storage that nobody can overwrite. */
export interface SealBook {
  /** Every seal, oldest first. */
  seals(): Promise<readonly DaySeal[]>;
  find(day: Day): Promise<DaySeal | undefined>;
  /** The transactions under a seal, in the order of the tree. */
  transactionsUnder(day: Day): Promise<readonly SealedTransaction[]>;
  /**
   * Writes transactions and seal of a day, once. The seal that stands afterwards, this one or that of a former try; throws when
   * other transactions stand under the day already.
   */
  write(seal: DaySeal, transactions: readonly SealedTransaction[]): Promise<DaySeal>;
}
