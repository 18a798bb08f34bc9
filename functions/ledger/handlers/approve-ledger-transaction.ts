import { problem } from '#kernel/api/problem';
import { unreachable } from '#kernel/errors';
import { formatUnits } from '#kernel/money/units';
import { actorOf } from '#ledger/actor';
import { approveLedgerTransaction } from '#ledger/api';
import { transactionDocument } from '#ledger/ledger-document';
import { approveTransaction } from '#ledger/steps/approve-transaction';
import { ledgerAccess } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

export const handler = httpHandler(approveLedgerTransaction, async ({ params: { id }, caller }) => {
  const outcome = await approveTransaction(ledgerAccess(), { id, actor: actorOf(caller) });
  switch (outcome.kind) {
    case 'posted':
    case 'already-posted':
      return { status: 200, body: transactionDocument(outcome.transaction) };
    case 'unknown':
      return problem(404, 'transaction-not-found', `No journal transaction ${id}`);
    case 'same-person':
      return problem(
        403,
        'second-person-needed',
        'Whoever prepared a transaction may not approve it; ask another approver',
      );
    case 'validated':
      return problem(409, 'transaction-refused', `${id} waits for its own process to release it`);
    case 'refused':
      return problem(409, 'transaction-refused', outcome.reason);
    case 'conflict':
      return problem(409, 'transaction-conflict', `${id} is another transaction by now: ${outcome.difference}`);
    case 'bound-exceeded': {
      const { account, available, needed } = outcome;
      const detail = `${account} has ${formatUnits(available)} available and ${formatUnits(needed)} is needed`;
      return problem(409, 'bound-exceeded', detail);
    }
    default:
      return unreachable(outcome);
  }
});
