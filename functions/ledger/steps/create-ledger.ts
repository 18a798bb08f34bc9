import type { Ledger } from '#ledger/ports';
import { endReservation } from '#ledger/steps/end-reservation';
import { instructReservation } from '#ledger/steps/instruct-reservation';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { postInChunks } from '#ledger/steps/post-in-chunks';
import { postReserved } from '#ledger/steps/post-reserved';
import { postTransaction } from '#ledger/steps/post-transaction';
import { precludeTransaction } from '#ledger/steps/preclude-transaction';
import { readBalance } from '#ledger/steps/read-balance';
import { releaseTransaction } from '#ledger/steps/release-transaction';
import { reserve } from '#ledger/steps/reserve';
import { reverseTransaction } from '#ledger/steps/reverse-transaction';

/** The ledger's port over a store, a clock and a way of waiting. */
export function createLedger(access: LedgerAccess): Ledger {
  return {
    post: (draft) => postTransaction(access, draft),
    postInChunks: (draft, options) => postInChunks(access, draft, options),
    release: (id, by) => releaseTransaction(access, id, by),
    reserve: (request) => reserve(access, request),
    postReserved: (draft, from) => postReserved(access, draft, from),
    instruct: (id, by) => instructReservation(access, id, by),
    endReservation: (id, end) => endReservation(access, id, end),
    reverse: (request) => reverseTransaction(access, request),
    preclude: (draft, by) => precludeTransaction(access, draft, by),
    balance: (account, at) => readBalance(access, account, at),
    transaction: (id) => access.store.transaction(id),
  };
}
