import { describe, expect, it } from 'vitest';
import { dropIdOf } from '#drops/drop-id';
import { kindOf } from '#drops/drop-kind';
import { parseObjectCreated } from '#drops/s3-event';
import { acceptDrop } from '#drops/steps/accept-drop';
import { crashing, crashPlans } from '#test/support/crash';
import { aDroppedObject } from '#test/support/drop-builders';
import { memoryBucket, memoryDrops, memoryExecutions } from '#test/support/drop-memory';
import { anInstant, fixedClock } from '#test/support/instants';

function aWorld(object = aDroppedObject()) {
  const { key, etag, size, droppedAt } = object;
  const { records, drops } = memoryDrops();
  const { bucket, held } = memoryBucket([{ key, etag, size, modifiedAt: droppedAt }]);
  const { executions, started } = memoryExecutions();
  const clock = fixedClock('2025-05-01T10:00:05Z');
  return { ports: { clock, records, bucket, executions }, drops, held, started, object };
}

describe('an arrival', () => {
  it('becomes one drop and one execution, however often its event is delivered', async () => {
    const { ports, drops, started, object } = aWorld();

    const answers = [await acceptDrop(object, ports), await acceptDrop(object, ports), await acceptDrop(object, ports)];

    expect(new Set(answers.map((drop) => drop?.dropId)).size).toBe(1);
    expect(drops.size).toBe(1);
    expect([...started.keys()]).toEqual([...drops.keys()]);
  });

  it('delivered three times at once is one drop', async () => {
    const { ports, drops, started, object } = aWorld();

    await Promise.all([1, 2, 3].map(() => acceptDrop(object, ports)));

    expect([drops.size, started.size]).toEqual([1, 1]);
  });

  it('of a second upload of the same bytes is another drop', () => {
    expect(dropIdOf(aDroppedObject({ sequencer: '01' }))).not.toBe(dropIdOf(aDroppedObject({ sequencer: '02' })));
  });

  it('carries the sheet id of the object’s metadata', async () => {
    const { ports, object } = aWorld(aDroppedObject({ key: 'reports/distrokid/may.tsv' }));

    expect(await acceptDrop(object, ports)).toMatchObject({ kind: 'reports', sheetId: 'S-1', status: 'accepted' });
  });

  it('of an object deleted meanwhile ends failed with a sentence, and starts nothing', async () => {
    const { ports, held, started, object } = aWorld();
    held.clear();

    const drop = await acceptDrop(object, ports);

    expect(drop).toMatchObject({ status: 'failed', counts: { errors: 1 }, errors: [{ code: 'object_deleted' }] });
    expect(drop?.errors[0]?.message).toMatch(/^"catalog\/tracks.csv" was deleted .*\.$/);
    expect(started.size).toBe(0);
  });

  it('of an object overwritten meanwhile ends failed and points to what replaced it', async () => {
    const { ports, held, object } = aWorld();
    held.set(object.key, { key: object.key, etag: 'e2', size: 1, modifiedAt: object.droppedAt });

    expect(await acceptDrop(object, ports)).toMatchObject({ status: 'failed', errors: [{ code: 'object_replaced' }] });
  });

  it('delivered again after its drop ended changes nothing, though the object is gone by then', async () => {
    const { ports, held, drops, object } = aWorld();
    const drop = await acceptDrop(object, ports);
    await ports.records.markCompleted(drop?.dropId ?? '', { at: anInstant('2025-05-01T10:01:00Z') });
    held.clear();

    const again = await acceptDrop(object, ports);

    expect(again?.status).toBe('completed');
    expect(drops.size).toBe(1);
  });

  it('that dies before or after any write is accepted whole when it comes again', async () => {
    for (const plan of crashPlans(3)) {
      const { ports, drops, started, object } = aWorld();
      const crash = crashing(plan);
      const mortal = {
        ...ports,
        records: crash.wrap(ports.records, ['accept', 'markFailed']),
        executions: crash.wrap(ports.executions, ['start']),
      };
      await acceptDrop(object, mortal).catch(() => undefined);

      const drop = await acceptDrop(object, ports);

      expect([drop?.status, drops.size, started.size]).toEqual(['accepted', 1, 1]);
    }
  });
});

describe('the kind of a key', () => {
  it.each([
    ['catalog/a.csv', 'catalog'],
    ['holders/2025/a.csv', 'holders'],
    ['plans/a.csv', 'plans'],
    ['reports/distrokid/a.tsv', 'reports'],
    ['reports/distrokid/2025/a b+c%20.tsv', 'reports'],
  ])('%s is %s', (key, kind) => {
    expect(kindOf({ key, size: 1 })).toEqual({ kind });
  });

  it.each([
    ['a.csv', 'unknown_prefix'],
    ['/catalog/a.csv', 'unknown_prefix'],
    ['Catalog/a.csv', 'unknown_prefix'],
    ['catalogs/a.csv', 'unknown_prefix'],
    ['catalog', 'unknown_prefix'],
    ['rihgts/a.csv', 'unknown_prefix'],
    ['reports/a.csv', 'no_provider'],
    ['reports//a.csv', 'no_provider'],
    ['catalog/', 'no_file_name'],
  ])('%s is refused as %s, naming the prefixes that are read', (key, code) => {
    const reading = kindOf({ key, size: 1 });

    expect(reading).toMatchObject({ kind: 'unknown', issue: { code } });
    expect(JSON.stringify(reading)).toContain(
      'reports/<provider>/, plays/, plays-archive/, catalog/, holders/, plans/',
    );
  });

  it('is no drop for the mark of a folder', async () => {
    const { ports, drops } = aWorld();

    const answer = await acceptDrop(aDroppedObject({ key: 'catalog/2025/', size: 0 }), ports);

    expect([answer, drops.size]).toEqual([undefined, 0]);
  });
});

describe('an event of S3 through EventBridge', () => {
  const event = {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: '2025-05-01T10:00:00Z',
    detail: {
      bucket: { name: 'royalty-drops' },
      object: { key: 'catalog/a+b%20c é.csv', size: 3, etag: '"abc"', sequencer: '00A' },
    },
  };

  it('carries the key as it is: nothing is decoded', () => {
    expect(parseObjectCreated(event)).toEqual({
      bucket: 'royalty-drops',
      key: 'catalog/a+b%20c é.csv',
      size: 3,
      etag: 'abc',
      sequencer: '00A',
      droppedAt: '2025-05-01T10:00:00.000Z',
    });
  });

  it.each([
    { ...event, source: 'custom' },
    { ...event, 'detail-type': 'Object Deleted' },
    { ...event, time: 'yesterday' },
    {},
  ])('of any other form is refused', (other) => {
    expect(() => parseObjectCreated(other)).toThrow();
  });
});
