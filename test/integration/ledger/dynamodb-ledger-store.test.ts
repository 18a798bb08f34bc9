import { afterAll, beforeAll } from 'vitest';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { makeLedgerTable } from '#test/support/ledger/ledger-table';
import { describeLedgerStore } from '#test/support/ledger/store-contract';

let engine: Dynoxide;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

describeLedgerStore('the store in DynamoDB', async () => {
  return new DynamoDbLedgerStore(engine.client, await makeLedgerTable(engine.client));
});
