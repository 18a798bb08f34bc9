import { problem } from '#kernel/api/problem';
import { unreachable } from '#kernel/errors';
import { actorOf } from '#ledger/actor';
import { prepareLedgerExchange } from '#ledger/exchange-api';
import { readExchange } from '#ledger/exchange-request';
import { functionalCurrency } from '#ledger/exchange-terms';
import { transactionDocument } from '#ledger/ledger-document';
import { prepareExchange } from '#ledger/steps/prepare-exchange';
import { exchangeRates } from '#platform/compose/exchange';
import { ledgerAccess } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

const rates = exchangeRates();

export const handler = httpHandler(prepareLedgerExchange, async ({ body, caller, clock, correlationId, intentId }) => {
  const effectiveAt = body.effective_at ?? clock.now();
  const reading = readExchange({ ...body, effectiveAt });
  if (reading.kind === 'wrong')
    return problem(
      422,
      'exchange-wrong',
      `${reading.errors.length} fields are wrong; errors says which`,
      reading.errors,
    );
  const ground = { access: ledgerAccess(), rates, functional: functionalCurrency };
  const outcome = await prepareExchange(ground, reading.exchange, {
    id: `exchange-${intentId}`,
    effectiveAt,
    correlationId,
    actor: actorOf(caller),
    note: body.note,
    isEffectiveNow: body.effective_at === undefined,
  });
  switch (outcome.kind) {
    case 'prepared':
      return { status: 201, body: transactionDocument(outcome.transaction) };
    case 'rate-missing':
      return problem(409, 'rate-missing', outcome.reason);
    case 'conflict':
      return problem(422, 'idempotency-key-reused', `This Idempotency-Key prepared another: ${outcome.difference}`);
    case 'unknown':
    case 'refused':
      return problem(409, 'exchange-refused', outcome.kind === 'refused' ? outcome.reason : `No ${outcome.id}`);
    default:
      return unreachable(outcome);
  }
});
