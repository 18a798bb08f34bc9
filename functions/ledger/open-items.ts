import { assertThat } from '#kernel/errors';
import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { Entry } from '#ledger/entry';
import type { TransactionSource } from '#ledger/journal-transaction';
import { amountOf } from '#ledger/movement';
import { reversalIdOf } from '#ledger/reversal';

/** A part of an account's balance, by the entry that brought it. */
export interface OpenItem {
  readonly transactionId: string;
  readonly source: TransactionSource;
  /** Since when it is there, by the effective clock (R31). */
  readonly since: Instant;
  /** What of the entry is left, in ledger units; above zero. */
  readonly units: Units;
}

/**
 * What a balance consists of: what leaves takes the oldest first, so what is left came last. Entries are taken newest first and
 * only until they explain the balance. What was reversed explains nothing: it and its reversal are passed over together.
 */
export class OpenItems {
  readonly #items: OpenItem[] = [];
  readonly #reversals = new Set<string>();
  #left: Units;

  constructor(balance: Units) {
    this.#left = balance;
  }

  /** Takes the next older entry; answers whether more are needed. */
  take(entry: Entry): boolean {
    const id = entry.parentId ?? entry.transactionId;
    if (entry.kind === 'reversal') this.#reversals.add(id);
    const amount = amountOf(entry);
    if (amount <= 0n || entry.kind === 'reversal' || this.#reversals.has(reversalIdOf(id))) return this.#left > 0n;
    const units = amount < this.#left ? amount : this.#left;
    if (units > 0n) this.#items.push({ transactionId: id, source: entry.source, since: entry.effectiveAt, units });
    this.#left -= units;
    return this.#left > 0n;
  }

  /** Oldest first. Asserts that the entries explained the balance. */
  items(): readonly OpenItem[] {
    assertThat(this.#left <= 0n, `${this.#left} units stand that no entry brought`);
    return this.#items.toReversed();
  }
}
