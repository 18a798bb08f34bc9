import { problem } from '#kernel/api/problem';
import { unreachable } from '#kernel/errors';
import { actorOf } from '#ledger/actor';
import { rejectLedgerTransaction } from '#ledger/api';
import { transactionDocument } from '#ledger/ledger-document';
import { rejectTransaction } from '#ledger/steps/reject-transaction';
import { ledgerAccess } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

export const handler = httpHandler(rejectLedgerTransaction, async ({ params: { id }, body: { note }, caller }) => {
  const outcome = await rejectTransaction(ledgerAccess(), { id, actor: actorOf(caller), reason: note });
  switch (outcome.kind) {
    case 'rejected':
      return { status: 200, body: transactionDocument(outcome.transaction) };
    case 'unknown':
      return problem(404, 'transaction-not-found', `No journal transaction ${id}`);
    case 'refused':
      return problem(409, 'transaction-refused', outcome.reason);
    default:
      return unreachable(outcome);
  }
});
