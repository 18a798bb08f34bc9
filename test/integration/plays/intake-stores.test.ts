import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDrainStore } from '#plays/adapters/dynamodb-drain-store';
import { createSourceClaims } from '#plays/adapters/dynamodb-source-claims';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { anInstant } from '#test/support/instants';
import { memoryClaims, memoryDrains } from '#test/support/plays/intake-memory';

let dynoxide: Dynoxide;
beforeAll(async () => {
  dynoxide = await startDynoxide();
});
afterAll(() => dynoxide.stop());

const options = () => ({ dynamodb: dynoxide.client, controlTable: dynoxide.controlTable });
const [early, late] = [anInstant('2025-05-08T00:00:00Z'), anInstant('2025-05-09T00:00:00Z')];

describe.each([
  ['in memory', memoryDrains],
  ['in DynamoDB', () => createDrainStore(options())],
])('drains %s', (_, open) => {
  it('begin once: a second beginning answers with the first', async () => {
    const drains = open();
    const drain = { drainId: 'begin', cutoffAt: early, startedAt: early };

    const first = await drains.begin(drain);
    const second = await drains.begin({ ...drain, startedAt: late });

    expect([first, second, await drains.find('begin')]).toEqual([drain, drain, drain]);
    expect(await drains.find('other')).toBeUndefined();
  });

  it('keep the highest marker of each shard, whatever order they are told in; 10 comes after 9', async () => {
    const drains = open();

    for (const sequenceNumber of ['9', '10', '9']) {
      await drains.recordMarked('order', { shardId: 'a', sequenceNumber });
      await drains.recordLanded('order', { shardId: 'b', sequenceNumber });
    }
    await drains.recordLanded('order', { shardId: 'a', sequenceNumber: '3' });

    expect(await drains.marked('order')).toEqual([{ shardId: 'a', sequenceNumber: '10' }]);
    expect((await drains.landed('order')).toSorted((x, y) => (x.shardId < y.shardId ? -1 : 1))).toEqual([
      { shardId: 'a', sequenceNumber: '3' },
      { shardId: 'b', sequenceNumber: '10' },
    ]);
    expect(await drains.landed('nobody')).toEqual([]);
  });
});

describe.each([
  ['in memory', memoryClaims],
  ['in DynamoDB', () => createSourceClaims(options())],
])('claims %s', (_, open) => {
  it('belong to the first drop of a source, with what came of it', async () => {
    const claims = open();
    const first = { dropId: 'd_1', droppedAt: early };

    const mine = await claims.claim('s3://b/k#1', first);
    const again = await claims.claim('s3://b/k#1', { dropId: 'd_2', droppedAt: late });
    const other = await claims.claim('s3://b/k#2', { dropId: 'd_2', droppedAt: late });
    await claims.complete('s3://b/k#1', { accepted: 3, quarantined: 0 });

    expect([mine, again]).toEqual([first, first]);
    expect(other).toEqual({ dropId: 'd_2', droppedAt: late });
    expect(await claims.claim('s3://b/k#1', { dropId: 'd_3', droppedAt: late })).toEqual({
      ...first,
      counts: { accepted: 3, quarantined: 0 },
    });
  });
});
