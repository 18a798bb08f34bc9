import { createDynamodbRateBook } from '#exchange/adapters/dynamodb-rate-book';
import type { RateBook } from '#exchange/rate-book';
import { resolveRate } from '#exchange/resolve-rate';
import type { Exchange, ExchangeRates } from '#ledger/exchange-ports';
import { functionalCurrency } from '#ledger/exchange-terms';
import { createExchange } from '#ledger/steps/convert';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { ledgerAccess } from '#platform/compose/ledger';
import { readEnvironment } from '#platform/environment';

/** The book of daily rates. */
export function rateBook(): RateBook {
  return createDynamodbRateBook({
    dynamodb: dynamodbClient,
    controlTable: readEnvironment('CONTROL_TABLE').CONTROL_TABLE,
  });
}

/** Daily rates, as the ledger asks for them. */
export function exchangeRates(): ExchangeRates {
  const book = rateBook();
  return { rateFor: (question) => resolveRate(book, question) };
}

/** The exchange, as other contexts' steps know it; its function reads `FX#*` of the control table. */
export function exchange(): Exchange {
  return createExchange({ access: ledgerAccess(), rates: exchangeRates(), functional: functionalCurrency });
}
