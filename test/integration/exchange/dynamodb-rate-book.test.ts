import { afterAll, beforeAll } from 'vitest';
import { createDynamodbRateBook } from '#exchange/adapters/dynamodb-rate-book';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { describeRateBook } from '#test/support/exchange/rate-book-contract';
import { makeLedgerTable } from '#test/support/ledger/ledger-table';

let engine: Dynoxide;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

describeRateBook('the book in DynamoDB', async () =>
  // Any table of pk and sk will do, and each test has its own.
  createDynamodbRateBook({ dynamodb: engine.client, controlTable: await makeLedgerTable(engine.client) }),
);
