import { assertThat } from '#kernel/errors';
import { compareUtf8 } from '#kernel/utf8-order';
import { type AccountId, accountOf } from '#ledger/account';
import { mayOverdraw, type Posting, type TransactionDraft } from '#ledger/journal-transaction';
import { ACCOUNTS_MAX, padded } from '#ledger/ledger-item';
import { normalisedPostings } from '#ledger/movement';

/** A posting too large for one write, cut (R30). */
export interface ChunkPlan {
  readonly chunks: readonly TransactionDraft[];
  /** The clearing accounts through which all of it flows, in UTF-8 order. */
  readonly clearingAccounts: readonly AccountId[];
}

const CLEARING_ACCOUNTS_MAX = 8;

/** The id of a parent's chunk, from 1: the same posting is always cut into the same chunks. */
export function chunkIdOf(parentId: string, ordinal: number): string {
  return `${parentId}~${padded(ordinal, 5)}`;
}

/**
 * Cuts a transaction by sorted account, a pure function of its content (R30). Asserts that one side of every posting is
 * a clearing account, and that the kind may overdraw: a bound met half way would leave the posting incomplete for ever.
 */
export function planChunks(draft: TransactionDraft): ChunkPlan {
  assertThat(
    mayOverdraw(draft.kind),
    `${draft.id} is ${draft.kind}; only a distribution or a reversal is cut into chunks`,
  );
  assertThat(
    draft.reservations === undefined && draft.drawsOn === undefined,
    `${draft.id} reserves; a reservation is never cut into chunks`,
  );
  const clearingAccounts = new Set<AccountId>();
  const byAccount = new Map<AccountId, Posting[]>();
  for (const posting of normalisedPostings(draft.postings)) {
    const { clearing, other } = sidesOf(posting, draft.id);
    clearingAccounts.add(clearing);
    byAccount.set(other, [...(byAccount.get(other) ?? []), posting]);
  }
  assertThat(
    clearingAccounts.size <= CLEARING_ACCOUNTS_MAX,
    `${draft.id} has ${clearingAccounts.size} clearing accounts`,
  );
  const accounts = [...byAccount.keys()].sort(compareUtf8);
  const size = ACCOUNTS_MAX - clearingAccounts.size;
  const chunks = Array.from({ length: Math.ceil(accounts.length / size) }, (_, index): TransactionDraft => {
    const postings = accounts
      .slice(index * size, (index + 1) * size)
      .flatMap((account) => byAccount.get(account) ?? []);
    const { reversalOf: _reversalOf, supersedes: _supersedes, ...shared } = draft;
    return { ...shared, id: chunkIdOf(draft.id, index + 1), postings };
  });
  return { chunks, clearingAccounts: [...clearingAccounts].sort(compareUtf8) };
}

function sidesOf({ debit, credit }: Posting, id: string): { readonly clearing: AccountId; readonly other: AccountId } {
  const isClearing = (account: AccountId) => accountOf(account).kind.kind === 'clearing';
  assertThat(
    isClearing(debit) !== isClearing(credit),
    `${id} posts ${debit} to ${credit}; in chunks, exactly one of them is a clearing account`,
  );
  return isClearing(debit) ? { clearing: debit, other: credit } : { clearing: credit, other: debit };
}
