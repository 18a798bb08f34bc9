import { problem } from '#kernel/api/problem';
import { unreachable } from '#kernel/errors';
import { actorOf } from '#ledger/actor';
import { reverseLedgerTransaction } from '#ledger/api';
import { transactionDocument } from '#ledger/ledger-document';
import { prepareReversal } from '#ledger/steps/prepare-transaction';
import { ledgerAccess } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

export const handler = httpHandler(
  reverseLedgerTransaction,
  async ({ params: { id }, body, caller, clock, correlationId }) => {
    const effectiveAt = body.effective_at ?? clock.now();
    const request = { id, effectiveAt, correlationId, actor: actorOf(caller), note: body.note };
    const outcome = await prepareReversal(ledgerAccess(), request);
    switch (outcome.kind) {
      case 'prepared':
        return { status: 201, body: transactionDocument(outcome.transaction) };
      case 'unknown':
        return problem(404, 'transaction-not-found', `No journal transaction ${id}`);
      case 'conflict':
        return problem(409, 'transaction-conflict', `${id} is being reversed otherwise: ${outcome.difference}`);
      case 'refused':
        return problem(409, 'transaction-refused', outcome.reason);
      default:
        return unreachable(outcome);
    }
  },
);
