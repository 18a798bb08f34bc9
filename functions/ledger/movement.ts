import { assertThat } from '#kernel/errors';
import type { Units } from '#kernel/money/units';
import { compareUtf8 } from '#kernel/utf8-order';
import { type AccountId, accountOf } from '#ledger/account';
import type { Posting, TransactionDraft } from '#ledger/journal-transaction';

/** What one transaction does to one account; one entry records it. */
export interface Movement {
  readonly account: AccountId;
  /** Sums of the transaction's postings on either side, in ledger units, never negative. */
  readonly debit: Units;
  readonly credit: Units;
  /** What the transaction reserves (above zero) or releases (below zero). */
  readonly reservedChange: Units;
}

/** The change of the account's balance on its normal side. */
export function amountOf(movement: Pick<Movement, 'account' | 'debit' | 'credit'>): Units {
  return accountOf(movement.account).kind.normalSide === 'credit'
    ? movement.credit - movement.debit
    : movement.debit - movement.credit;
}

/** Postings of equal accounts merged, in a fixed order: two ways of writing one transaction are one content. */
export function normalisedPostings(postings: readonly Posting[]): readonly Posting[] {
  const merged = new Map<string, Posting>();
  for (const posting of postings) {
    const key = `${posting.debit} ${posting.credit}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? posting : { ...posting, units: known.units + posting.units });
  }
  return [...merged.entries()].sort(([a], [b]) => compareUtf8(a, b)).map(([, posting]) => posting);
}

/** One movement per account, in UTF-8 order of the accounts. Asserts that every currency sums to zero (R26). */
export function movementsOf(draft: Pick<TransactionDraft, 'postings' | 'reservations'>): readonly Movement[] {
  const movements = new Map<AccountId, { debit: Units; credit: Units; reservedChange: Units }>();
  const at = (account: AccountId) => {
    const known = movements.get(account) ?? { debit: 0n, credit: 0n, reservedChange: 0n };
    movements.set(account, known);
    return known;
  };
  for (const { debit, credit, units } of draft.postings) {
    at(debit).debit += units;
    at(credit).credit += units;
  }
  for (const { account, units } of draft.reservations ?? []) at(account).reservedChange += units;

  const sorted = [...movements].sort(([a], [b]) => compareUtf8(a, b)).map(([account, sums]) => ({ account, ...sums }));
  assertBalanced(sorted);
  return sorted;
}

/** Asserts that debits equal credits in every currency (R26); on write, and again on read. */
export function assertBalanced(movements: readonly Pick<Movement, 'account' | 'debit' | 'credit'>[]): void {
  const differences = new Map<string, Units>();
  for (const { account, debit, credit } of movements) {
    const { currency } = accountOf(account);
    differences.set(currency, (differences.get(currency) ?? 0n) + debit - credit);
  }
  for (const [currency, difference] of differences) {
    assertThat(
      difference === 0n,
      `Debits and credits differ by ${difference} units of ${currency}; they must be equal`,
    );
  }
}
