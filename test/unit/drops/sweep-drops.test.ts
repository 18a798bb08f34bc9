import { describe, expect, it } from 'vitest';
import { acceptDrop } from '#drops/steps/accept-drop';
import { sweepDrops } from '#drops/steps/sweep-drops';
import { aDroppedObject } from '#test/support/drop-builders';
import { memoryBucket, memoryDrops, memoryExecutions } from '#test/support/drop-memory';
import { anInstant, fixedClock } from '#test/support/instants';

const NOW = '2025-05-08T12:00:00Z';

function aWorld(...modified: readonly string[]) {
  const objects = modified.map((text, index) => ({
    key: `catalog/${index}.csv`,
    etag: `e${index}`,
    size: 1,
    modifiedAt: anInstant(text),
  }));
  const { records, drops } = memoryDrops();
  const { bucket, held } = memoryBucket(objects);
  const { executions, started } = memoryExecutions();
  return { ports: { clock: fixedClock(NOW), records, bucket, executions }, drops, held, started };
}

describe('the sweep', () => {
  it('accepts an object whose event never came, once', async () => {
    const { ports, drops, started } = aWorld('2025-05-08T11:00:00Z');

    const first = await sweepDrops(ports);
    const second = await sweepDrops(ports);

    expect(first).toEqual({ seen: 1, accepted: 1, started: 0 });
    expect(second).toMatchObject({ accepted: 0 });
    expect([drops.size, started.size]).toEqual([1, 1]);
  });

  it.each([
    ['at the grace of 15 minutes', '2025-05-08T11:45:00.000Z', 0],
    ['a millisecond older than the grace', '2025-05-08T11:44:59.999Z', 1],
    ['at the start of the window of 7 days', '2025-05-01T12:00:00.000Z', 1],
    ['a millisecond before the window', '2025-05-01T11:59:59.999Z', 0],
  ])('of an object %s accepts %s: %s', async (_, modified, accepted) => {
    const { ports } = aWorld(modified);

    expect(await sweepDrops(ports)).toMatchObject({ accepted });
  });

  it('leaves alone what an event accepted, and starts it if its execution never began', async () => {
    const { ports, drops, started } = aWorld('2025-05-08T11:00:00Z');
    const object = aDroppedObject({ key: 'catalog/0.csv', etag: 'e0', droppedAt: anInstant('2025-05-08T11:00:00Z') });
    await acceptDrop(object, { ...ports, executions: { start: async () => undefined } });

    const counts = await sweepDrops(ports);

    expect(counts).toEqual({ seen: 1, accepted: 0, started: 1 });
    expect([drops.size, started.size]).toEqual([1, 1]);
  });

  it('accepts the same bytes written again later, whose event was lost', async () => {
    const { ports, drops, held } = aWorld('2025-05-08T10:00:00Z');
    await sweepDrops(ports);
    held.set('catalog/0.csv', {
      key: 'catalog/0.csv',
      etag: 'e0',
      size: 1,
      modifiedAt: anInstant('2025-05-08T11:00:00Z'),
    });

    const counts = await sweepDrops(ports);

    expect(counts.accepted).toBe(1);
    expect(drops.size).toBe(2);
  });

  it('records an object under an unknown prefix once, and passes over the mark of a folder', async () => {
    const { ports, drops, held } = aWorld();
    const modifiedAt = anInstant('2025-05-08T11:00:00Z');
    held.set('elsewhere/x', { key: 'elsewhere/x', etag: 'e', size: 1, modifiedAt });
    held.set('catalog/', { key: 'catalog/', etag: 'e', size: 0, modifiedAt });

    const counts = [await sweepDrops(ports), await sweepDrops(ports)].map(({ accepted }) => accepted);

    expect(counts).toEqual([1, 0]);
    expect([...drops.values()]).toMatchObject([{ key: 'elsewhere/x', status: 'failed' }]);
  });
});
