import type { Ledger } from '#ledger/ports';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { postInChunks } from '#ledger/steps/post-in-chunks';
import { postTransaction } from '#ledger/steps/post-transaction';
import { precludeTransaction } from '#ledger/steps/preclude-transaction';
import { readBalance } from '#ledger/steps/read-balance';
import { releaseTransaction } from '#ledger/steps/release-transaction';
import { reverseTransaction } from '#ledger/steps/reverse-transaction';

/** The ledger's port over a store, a clock and a way of waiting. */
export function createLedger(access: LedgerAccess): Ledger {
  return {
    post: (draft) => postTransaction(access, draft),
    postInChunks: (draft, options) => postInChunks(access, draft, options),
    release: (id, by) => releaseTransaction(access, id, by),
    reverse: (request) => reverseTransaction(access, request),
    preclude: (draft, by) => precludeTransaction(access, draft, by),
    balance: (account, at) => readBalance(access, account, at),
    transaction: (id) => access.store.transaction(id),
  };
}
