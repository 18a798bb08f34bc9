import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { afterEach, expect, it } from 'vitest';
import { installVirtualDate } from '#infra/local/clock/virtual-date';
import { createKinesisEngine } from '#infra/local/engines/kinesis';
import { listenOnePort } from '#infra/local/front/one-port';
import { awsCli, CLI_TEST_MILLISECONDS, hasAwsCli } from '#test/support/aws-cli';
import { aContext, localClient } from '#test/support/local-context';

const closings: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

/** Kinesis alone behind the one port, which speaks HTTP/2 to the SDK and HTTP/1.1 to the CLI. */
async function aKinesis(context = aContext()) {
  const engine = await createKinesisEngine(context);
  const front = await listenOnePort(0, (request, response) => engine.handle(request, response));
  const endpoint = `http://127.0.0.1:${front.port}`;
  const client = new KinesisClient(localClient(endpoint));
  const stop = async () => {
    client.destroy();
    await front.close();
    await engine.stop();
  };
  return { context, engine, endpoint, client, stop };
}

const putAll = (client: KinesisClient, values: readonly string[]) =>
  client.send(
    new PutRecordsCommand({
      StreamName: 'royalty-plays',
      Records: values.map((value) => ({ Data: Buffer.from(value), PartitionKey: value })),
    }),
  );

it('takes and gives records through the SDK over HTTP/2', async () => {
  const { context, engine, client, stop } = await aKinesis();
  closings.push(() => context.dispose(), stop);
  const arn = await engine.createStream('royalty-plays', { ShardCount: 1, RetentionPeriodHours: 168 });

  await putAll(client, ['a', 'b', 'c']);

  const { Shards } = await client.send(new ListShardsCommand({ StreamName: 'royalty-plays' }));
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({
      StreamName: 'royalty-plays',
      ShardId: Shards?.[0]?.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const { Records } = await client.send(new GetRecordsCommand({ ShardIterator }));
  expect(Records?.map(({ Data }) => Buffer.from(Data ?? []).toString())).toEqual(['a', 'b', 'c']);
  expect(arn).toBe('arn:aws:kinesis:us-east-1:000000000000:stream/royalty-plays');
});

it('reads on from a checkpoint after a restart, nothing lost and nothing twice', async () => {
  const first = await aKinesis();
  await first.engine.createStream('royalty-plays', {});
  await putAll(first.client, ['1', '2', '3']);
  const before = first.engine.streamReader('royalty-plays');
  const readBefore = await before.read();
  await putAll(first.client, ['4', '5']);
  await first.stop();

  const second = await aKinesis(first.context);
  closings.push(() => second.context.dispose(), second.stop);
  await second.engine.createStream('royalty-plays', {});
  const after = second.engine.streamReader('royalty-plays', before.checkpoint);
  const readAfter = await after.read();

  const texts = (records: readonly { kinesis: { data: string } }[]) =>
    records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString()).sort();
  expect([texts(readBefore), texts(readAfter)]).toEqual([
    ['1', '2', '3'],
    ['4', '5'],
  ]);
  expect(await after.read()).toEqual([]);
  expect(readAfter[0]).toMatchObject({
    eventSource: 'aws:kinesis',
    eventName: 'aws:kinesis:record',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/royalty-plays',
  });
});

it('gives in one read what was written after all was read, though the iterators expired when the clock jumped', async () => {
  const offset = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  closings.push(installVirtualDate(offset));
  const { context, engine, client, stop } = await aKinesis();
  closings.push(() => context.dispose(), stop);
  await engine.createStream('royalty-plays', { ShardCount: 2 });
  const reader = engine.streamReader('royalty-plays');
  await putAll(client, ['1']);
  expect(await reader.read()).toHaveLength(1);
  expect(await reader.read()).toEqual([]);

  Atomics.add(new BigInt64Array(offset), 0, 3_600_000n);
  expect(await reader.read()).toEqual([]);
  await putAll(client, ['2', '3', '4', '5']);

  expect(await reader.read()).toHaveLength(4);
  expect(await reader.read()).toEqual([]);
});

it('opens an iterator at a time, whether records follow or none, and takes a stream by its ARN', async () => {
  const { context, engine, client, stop } = await aKinesis();
  closings.push(() => context.dispose(), stop);
  const StreamARN = await engine.createStream('royalty-plays', { ShardCount: 1 });
  const from = async (Timestamp: Date) => {
    const position = { ShardId: 'shardId-000000000000', ShardIteratorType: 'AT_TIMESTAMP', Timestamp } as const;
    const { ShardIterator } = await client.send(new GetShardIteratorCommand({ StreamARN, ...position }));
    return async () => {
      const { Records } = await client.send(new GetRecordsCommand({ ShardIterator }));
      return Records?.map(({ Data }) => Buffer.from(Data ?? []).toString());
    };
  };
  const beforeAny = await from(new Date(Date.now() - 1000));
  await putAll(client, ['a']);
  const arrivedBy = Date.now();
  await expect.poll(() => Date.now()).toBeGreaterThan(arrivedBy);
  const afterA = await from(new Date());
  await putAll(client, ['b']);

  expect(await beforeAny()).toEqual(['a', 'b']);
  expect(await afterA()).toEqual(['b']);
  expect(await (await from(new Date(0)))()).toEqual(['a', 'b']);
});

it('refuses a record that is none and goes on', async () => {
  const { context, engine, endpoint, client, stop } = await aKinesis();
  closings.push(() => context.dispose(), stop);
  await engine.createStream('royalty-plays', { ShardCount: 1 });

  const refused = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Kinesis_20131202.PutRecords' },
    body: '{"StreamName":"royalty-plays","Records":[null]}',
  });

  expect([refused.status, await refused.json()]).toMatchObject([400, { __type: 'SerializationException' }]);
  await putAll(client, ['a']);
  expect(await engine.streamReader('royalty-plays').read()).toHaveLength(1);
});

it.skipIf(!hasAwsCli)('takes a record from the AWS CLI over HTTP/1.1', { timeout: CLI_TEST_MILLISECONDS }, async () => {
  const { context, engine, endpoint, stop } = await aKinesis();
  closings.push(() => context.dispose(), stop);
  await engine.createStream('royalty-plays', { ShardCount: 1 });

  await awsCli(
    endpoint,
    'kinesis',
    'put-record',
    '--stream-name',
    'royalty-plays',
    '--partition-key',
    'p',
    '--data',
    '{"play_id":"1"}',
  );

  const [record] = await engine.streamReader('royalty-plays').read();
  expect(Buffer.from(record?.kinesis.data ?? '', 'base64').toString()).toBe('{"play_id":"1"}');
});
