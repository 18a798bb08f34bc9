import { expect, it } from 'vitest';
import type { JsonAnswer } from '#infra/local/engines/json-caller';
import { TableStreamReader } from '#infra/local/engines/table-stream';

const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/ledger/stream/1';
const EXPIRED: JsonAnswer = { kind: 'refused', code: 'ExpiredIteratorException', message: 'too old' };

/** An engine with one shard and records `1` to `written`, and what it was asked; an iterator is the number it stands after. */
function anEngine() {
  const engine = { written: 0, isCounted: true, asked: [] as string[], refusals: [] as JsonAnswer[] };
  const answer = (operation: string, input: Readonly<Record<string, unknown>>): object => {
    switch (operation) {
      case 'DescribeStream':
        return { StreamDescription: { Shards: [{ ShardId: 's' }] } };
      case 'GetShardIterator':
        return { ShardIterator: Number(input['SequenceNumber'] ?? 0).toString() };
      default: {
        const from = Number(input['ShardIterator']);
        const numbers = Array.from({ length: engine.written - from }, (_, at) => String(from + at + 1));
        const Records = numbers.map((SequenceNumber) => ({
          eventID: SequenceNumber,
          eventName: 'INSERT',
          dynamodb: { SequenceNumber, Keys: {} },
        }));
        return { Records, NextShardIterator: String(engine.written) };
      }
    }
  };
  const reader = new TableStreamReader(
    {
      async call(operation, input) {
        engine.asked.push(operation);
        const refusal = operation === 'GetRecords' ? engine.refusals.shift() : undefined;
        return refusal ?? { kind: 'answered', output: answer(operation, input) };
      },
      written: () => (engine.isCounted ? engine.written : undefined),
    },
    ARN,
  );
  const read = async () => (await reader.read()).map(({ eventID }) => eventID);
  return { engine, read };
}

it('asks the engine again only after a record was written', async () => {
  const { engine, read } = anEngine();
  expect(await read()).toEqual([]);
  engine.asked.length = 0;

  expect(await read()).toEqual([]);
  expect(engine.asked).toEqual([]);

  engine.written = 2;
  expect(await read()).toEqual(['1', '2']);
  expect(await read()).toEqual([]);
  expect(await read()).toEqual([]);
  expect(engine.asked).toEqual(['GetRecords', 'GetRecords']);
});

it('asks every time where the engine does not count', async () => {
  const { engine, read } = anEngine();
  engine.isCounted = false;
  await read();

  engine.written = 1;
  expect(await read()).toEqual(['1']);
});

it('goes on behind the last record when its place has expired, and takes that for no end', async () => {
  const { engine, read } = anEngine();
  engine.written = 1;
  expect(await read()).toEqual(['1']);
  expect(await read()).toEqual([]);
  engine.written = 3;
  engine.refusals.push(EXPIRED);

  expect(await read()).toEqual(['2', '3']);
});

it('says so when a stream can be read no more, and looks again next time', async () => {
  const { engine, read } = anEngine();
  engine.written = 1;
  engine.refusals.push(EXPIRED, EXPIRED);

  await expect(read()).rejects.toThrow(`Stream ${ARN} could not be read: ExpiredIteratorException too old`);
  expect(await read()).toEqual(['1']);
});
