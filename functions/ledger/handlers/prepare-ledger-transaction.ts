import { problem } from '#kernel/api/problem';
import { unreachable } from '#kernel/errors';
import { actorOf } from '#ledger/actor';
import { prepareLedgerTransaction } from '#ledger/api';
import { transactionDocument } from '#ledger/ledger-document';
import { readManualTransaction } from '#ledger/manual-transaction';
import { prepareTransaction } from '#ledger/steps/prepare-transaction';
import { ledgerAccess } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

export const handler = httpHandler(
  prepareLedgerTransaction,
  async ({ body, caller, clock, correlationId, intentId }) => {
    const { postings, note, supersedes } = body;
    const reading = readManualTransaction(
      {
        postings,
        note,
        effectiveAt: body.effective_at ?? clock.now(),
        ...(supersedes === undefined ? {} : { supersedes }),
      },
      { id: `manual-${intentId}`, actor: actorOf(caller), correlationId },
    );
    if (reading.kind === 'wrong') {
      const detail = `${reading.errors.length} of the postings’ fields are wrong; errors says which and what would be right`;
      return problem(422, 'postings-wrong', detail, reading.errors);
    }
    const isEffectiveNow = body.effective_at === undefined;
    const outcome = await prepareTransaction(ledgerAccess(), reading.draft, { isEffectiveNow });
    switch (outcome.kind) {
      case 'prepared':
        return { status: 201, body: transactionDocument(outcome.transaction) };
      case 'conflict':
        return problem(422, 'idempotency-key-reused', `This Idempotency-Key prepared another: ${outcome.difference}`);
      case 'unknown':
      case 'refused':
        return problem(409, 'transaction-refused', outcome.kind === 'refused' ? outcome.reason : `No ${outcome.id}`);
      default:
        return unreachable(outcome);
    }
  },
);
