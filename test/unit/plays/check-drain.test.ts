import { describe, expect, it } from 'vitest';
import type { Drop } from '#drops/drop';
import { checkDrain } from '#plays/steps/check-drain';
import { startDrain } from '#plays/steps/start-drain';
import { aDrop } from '#test/support/drop-builders';
import { memoryBucket, memoryDrops } from '#test/support/drop-memory';
import { anInstant, fixedClock } from '#test/support/instants';
import { memoryDrains, memoryFailedBatches, memoryStream } from '#test/support/plays/intake-memory';

const CUTOFF = anInstant('2025-05-08T00:00:00Z');
const BEFORE = anInstant('2025-05-07T23:59:59.999Z');

/** A drain whose markers have all landed; what else it waits for is up to the test. */
async function aDrain(objects: Parameters<typeof memoryBucket>[0] = []) {
  const drains = memoryDrains();
  const { stream, addShard } = memoryStream(2);
  const { failedBatches, giveUp } = memoryFailedBatches();
  const drops = memoryDrops();
  const { bucket } = memoryBucket(objects);
  const clock = fixedClock('2025-05-08T00:00:00Z');
  await startDrain({ drainId: 'd', cutoffAt: CUTOFF }, { clock, drains, stream });
  const landMarkers = async () => {
    for (const shard of await drains.marked('d')) await drains.recordLanded('d', shard);
  };
  const ports = { drains, stream, failedBatches, listDrops: drops.list, bucket, records: drops.records };
  const waitingFor = async () => (await checkDrain('d', ports)).waitingFor;
  return { waitingFor, landMarkers, addShard, giveUp, drains, drops };
}

const aPlaysDrop = (drop: Partial<Drop>) =>
  aDrop({ kind: 'plays', key: 'plays/a.ndjson', etag: 'e', droppedAt: BEFORE, ...drop });

describe('a drain', () => {
  it('waits for the marker of every shard, one at a time', async () => {
    const { waitingFor, landMarkers } = await aDrain();

    const before = await waitingFor();
    await landMarkers();

    expect(before).toEqual(['shard shardId-000000000000', 'shard shardId-000000000001']);
    expect(await waitingFor()).toEqual([]);
  });

  it('puts a marker of its own on a shard that opened since, and waits for it', async () => {
    const { waitingFor, landMarkers, addShard } = await aDrain();
    await landMarkers();
    addShard();

    expect(await waitingFor()).toEqual(['shard shardId-000000000002']);
    await landMarkers();
    expect(await waitingFor()).toEqual([]);
  });

  it('is not fooled by a marker from before its own', async () => {
    const { waitingFor, landMarkers, drains } = await aDrain();
    await landMarkers();
    await drains.recordMarked('d', { shardId: 'shardId-000000000000', sequenceNumber: '9'.repeat(30) });

    expect(await waitingFor()).toEqual(['shard shardId-000000000000']);
  });

  it('waits for batches that Lambda gave up, and says what a person can do', async () => {
    const { waitingFor, landMarkers, giveUp } = await aDrain();
    await landMarkers();
    giveUp({ shardId: 'shardId-000000000000', first: '1', last: '2', records: 2 });

    expect(await waitingFor()).toEqual(['1 batches that Lambda gave up; invoke RedrivePlays']);
  });

  it.each<[string, Partial<Drop>, string[]]>([
    ['accepted before the cutoff is waited for', {}, ['drop d_1']],
    ['processing is waited for', { status: 'processing' }, ['drop d_1']],
    ['of an archive is waited for', { kind: 'plays-archive', key: 'plays-archive/a.ndjson' }, ['drop d_1']],
    ['at the cutoff is late', { droppedAt: CUTOFF }, []],
    ['completed has landed', { status: 'completed' }, []],
    ['that failed never will', { status: 'failed' }, []],
    ['of another kind is none of its business', { kind: 'rights', key: 'rights/a.csv' }, []],
  ])('a drop %s', async (_, drop, waits) => {
    const { waitingFor, landMarkers, drops } = await aDrain();
    await landMarkers();
    await drops.records.accept(aPlaysDrop(drop));

    expect(await waitingFor()).toEqual(waits);
  });

  it.each<[string, string, string, string[]]>([
    ['that no drop accounts for yet is waited for', 'plays/a.ndjson', BEFORE, ['object plays/a.ndjson']],
    ['that came at the cutoff is late', 'plays/a.ndjson', CUTOFF, []],
    ['that a sweep has looked at is not looked at again', 'plays/a.ndjson', '2025-04-30T23:59:59.999Z', []],
    ['of another kind is none of its business', 'reports/x/a.tsv', BEFORE, []],
  ])('an object %s', async (_, key, modifiedAt, waits) => {
    const { waitingFor, landMarkers } = await aDrain([{ key, etag: 'e', size: 1, modifiedAt: anInstant(modifiedAt) }]);
    await landMarkers();

    expect(await waitingFor()).toEqual(waits);
  });

  it('does not wait for an object whose drop has ended', async () => {
    const { waitingFor, landMarkers, drops } = await aDrain([
      { key: 'plays/a.ndjson', etag: 'e', size: 1, modifiedAt: BEFORE },
    ]);
    await landMarkers();
    await drops.records.accept(aPlaysDrop({ status: 'completed' }));

    expect(await waitingFor()).toEqual([]);
  });
});
