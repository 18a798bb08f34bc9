import { DescribeTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbAlarmRegister } from '#ledger/adapters/dynamodb-alarm-register';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { EventBridgeAlarmBell } from '#ledger/adapters/event-bridge-alarm-bell';
import { raiseTamperAlarm } from '#ledger/steps/raise-tamper-alarm';
import { ledgerStreamEvent, tamperingsIn } from '#ledger/tampering';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { aDraft, aLedger, anAccount, aPosting } from '#test/support/ledger/builders';
import { makeLedgerTable } from '#test/support/ledger/ledger-table';

let engine: Dynoxide;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

/** The table's stream from its beginning, as Lambda's event source would hand it over. */
async function streamOf(table: string): Promise<unknown> {
  const { endpoint, region, credentials } = engine.client.config;
  const client = new DynamoDBStreamsClient({ ...(endpoint && { endpoint }), region, credentials });
  const { Table } = await engine.client.send(new DescribeTableCommand({ TableName: table }));
  const StreamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  const records: unknown[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const start = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const };
    const { ShardIterator } = await client.send(new GetShardIteratorCommand(start));
    const page = await client.send(new GetRecordsCommand({ ShardIterator }));
    records.push(...(page.Records ?? []));
  }
  client.destroy();
  const seconds = (_: string, value: unknown) =>
    _ === 'ApproximateCreationDateTime' ? Date.parse(String(value)) / 1000 : value;
  return { Records: JSON.parse(JSON.stringify(records), seconds) };
}

describe('the tamper alarm (R27)', () => {
  it('is raised when somebody overwrites an entry behind the ledger’s back, and not before', async () => {
    const table = await makeLedgerTable(engine.client);
    const store = new DynamoDbLedgerStore(engine.client, table);
    const { ledger } = aLedger(store);
    await ledger.post(aDraft('t1', [aPosting('suspense:x:USD', 'payable:holder:H1:USD', '5')]));
    const bus = mockClient(EventBridgeClient);
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    const ports = {
      register: new DynamoDbAlarmRegister(engine.client, engine.controlTable),
      bell: new EventBridgeAlarmBell(new EventBridgeClient({}), 'royalty-events'),
    };
    const watch = async () => {
      const tamperings = tamperingsIn(ledgerStreamEvent.parse(await streamOf(table)));
      await raiseTamperAlarm(tamperings, ports);
      return tamperings;
    };
    expect(await watch()).toEqual([]);

    const Key = { pk: { S: 'ACCT#payable:holder:H1:USD' }, sk: { S: 'E#000000000001' } };
    const { Item } = await engine.client.send(new GetItemCommand({ TableName: table, Key }));
    await engine.client.send(
      new PutItemCommand({ TableName: table, Item: { ...Item, posted: { S: '5000.0000000000' } } }),
    );
    const [tampering] = await watch();
    await watch();

    expect(tampering).toMatchObject({ change: 'MODIFY', key: { pk: Key.pk.S, sk: Key.sk.S } });
    const alarm = await engine.client.send(
      new GetItemCommand({
        TableName: engine.controlTable,
        Key: { pk: { S: `ALARM#${tampering?.id}` }, sk: { S: 'HEAD' } },
      }),
    );
    expect(alarm.Item).toMatchObject({ alarm: { S: 'ledger-tampered' }, ledger_sk: Key.sk });
    const [told] = bus.commandCalls(PutEventsCommand);
    expect(told?.args[0].input.Entries?.[0]).toMatchObject({
      DetailType: 'LedgerTampered',
      EventBusName: 'royalty-events',
    });
    await expect(ledger.balance(anAccount('payable:holder:H1:USD'))).rejects.toThrow(
      'was altered after it was written',
    );
    bus.restore();
  });
});
