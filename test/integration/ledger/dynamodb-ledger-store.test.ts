import { afterAll, beforeAll } from 'vitest';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { DynamoDbReservationIndex } from '#ledger/adapters/dynamodb-reservation-index';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { makeLedgerTable } from '#test/support/ledger/ledger-table';
import { describeLedgerStore } from '#test/support/ledger/store-contract';

let engine: Dynoxide;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

describeLedgerStore('the store in DynamoDB', async () => {
  const table = await makeLedgerTable(engine.client);
  const index = new DynamoDbReservationIndex(engine.client, table);
  return Object.assign(new DynamoDbLedgerStore(engine.client, table), {
    expiring: index.expiring.bind(index),
    latestExpiredDay: index.latestExpiredDay.bind(index),
  });
});
