import { afterEach, describe, expect, it } from 'vitest';
import { createActivity } from '#infra/local/activity';
import { createVirtualClock, type SteerableClock } from '#infra/local/clock/virtual-clock';
import type { InvokeAnswer } from '#infra/local/engine';
import type { JsonRecord } from '#infra/local/json';
import type { MappingSpec } from '#infra/local/sources/mapping-specs';
import { startStreamSource } from '#infra/local/sources/stream-source';

const FAILED: InvokeAnswer = { payload: {}, functionError: { errorType: 'Error', errorMessage: 'no', trace: [] } };
const records = ['1', '2', '3', '4'].map((n) => ({ n }));

interface Fed {
  readonly batches: string[];
  readonly dead: string[];
  readonly kept: unknown[];
}

/** Feeds four records to a function that answers as told; retries happen as soon as nothing else is under way. */
async function feed(
  clock: SteerableClock,
  mapping: Partial<MappingSpec>,
  answer: (batch: readonly string[]) => InvokeAnswer,
  shardOf?: (record: JsonRecord) => string,
): Promise<Fed> {
  const activity = createActivity();
  const fed: Fed = { batches: [], dead: [], kept: [] };
  const unread: JsonRecord[][] = [records];
  const stop = startStreamSource({
    mapping: {
      name: 'm',
      functionName: 'F',
      kind: 'dynamodb',
      sourceArn: 'arn',
      sourceName: 'table',
      batchSize: 10,
      concurrency: 1,
      filters: [],
      reportsItemFailures: true,
      bisects: false,
      retriesMax: 2,
      failureQueue: 'dead',
      startsAtLatest: false,
      ...mapping,
    },
    reader: {
      read: async () => unread.shift() ?? [],
      checkpoint: () => 'at 4',
      sequenceOf: (record) => String(record['n']),
      ...(shardOf !== undefined && { shardOf }),
    },
    clock,
    activity,
    invoke: async (_, event) => {
      const batch = (event as { readonly Records: readonly JsonRecord[] }).Records.map((record) => String(record['n']));
      fed.batches.push(batch.join(''));
      return answer(batch);
    },
    keep: (checkpoint) => void fed.kept.push(checkpoint),
    sendToQueue: (_, body) => void fed.dead.push(body),
    log: () => undefined,
  });
  await activity.settled();
  for (let due = clock.nextDue('work'); due !== undefined; due = clock.nextDue('work'))
    await clock.advanceTo(due, activity.settled);
  await stop();
  return fed;
}

describe('a stream source', () => {
  let clock = createVirtualClock(0);
  afterEach(() => {
    clock.stop();
    clock = createVirtualClock(0);
  });

  it('goes on from the first record that the function reports', async () => {
    let isFirst = true;
    const fed = await feed(clock, {}, () => {
      const batchItemFailures = isFirst ? [{ itemIdentifier: '3' }] : [];
      isFirst = false;
      return { payload: { batchItemFailures } };
    });

    expect(fed).toEqual({ batches: ['1234', '34'], dead: [], kept: ['at 4'] });
  });

  it('halves a failing batch until the bad record is alone, and gives only that one up', async () => {
    const fed = await feed(clock, { bisects: true, retriesMax: 3 }, (batch) =>
      batch.includes('3') ? FAILED : { payload: null },
    );

    expect(fed.batches).toEqual(['1234', '12', '34', '3', '3', '4']);
    expect(fed.dead.map((body) => JSON.parse(body).DDBStreamBatchInfo)).toMatchObject([
      { startSequenceNumber: '3', endSequenceNumber: '3', batchSize: 1 },
    ]);
    expect(fed.kept).toEqual(['at 4']);
  });

  it('without bisecting gives the whole batch up after its retries', async () => {
    const fed = await feed(clock, { retriesMax: 1 }, () => FAILED);

    expect(fed.batches).toEqual(['1234', '1234']);
    expect(JSON.parse(fed.dead[0] ?? '{}').DDBStreamBatchInfo).toMatchObject({
      startSequenceNumber: '1',
      endSequenceNumber: '4',
    });
  });

  it('feeds each shard apart: one that fails holds up no other, and what is given up names it', async () => {
    const fed = await feed(
      clock,
      { kind: 'kinesis', retriesMax: 1 },
      (batch) => (batch.includes('1') ? FAILED : { payload: null }),
      (record) => (Number(record['n']) % 2 === 0 ? 'even' : 'odd'),
    );

    expect(fed.batches).toEqual(['13', '24', '13']);
    expect(fed.dead.map((body) => JSON.parse(body).KinesisBatchInfo)).toMatchObject([
      { shardId: 'odd', startSequenceNumber: '1', endSequenceNumber: '3', batchSize: 2 },
    ]);
  });

  it('passes over what its filter does not want', async () => {
    const fed = await feed(clock, { filters: [{ n: ['2'] }] }, () => ({ payload: null }));

    expect(fed).toEqual({ batches: ['2'], dead: [], kept: ['at 4'] });
  });
});
