import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDropList } from '#drops/adapters/dynamodb-drop-list';
import { createDropRecords } from '#drops/adapters/dynamodb-drop-records';
import type { DropRecords, ListDrops } from '#drops/ports';
import { aDrop } from '#test/support/drop-builders';
import { memoryDrops } from '#test/support/drop-memory';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { anInstant } from '#test/support/instants';

let dynoxide: Dynoxide;

beforeAll(async () => {
  dynoxide = await startDynoxide();
});

afterAll(() => dynoxide.stop());

interface Opened {
  readonly records: DropRecords;
  readonly list: ListDrops;
}

function onDynamodb(): Opened {
  const options = { dynamodb: dynoxide.client, controlTable: dynoxide.controlTable };
  return { records: createDropRecords(options), list: createDropList(options) };
}

const AT = anInstant('2025-05-01T12:00:00Z');

describe.each<[string, () => Opened]>([
  ['in memory', memoryDrops],
  ['on DynamoDB', onDynamodb],
])('drop records %s', (name, open) => {
  const idOf = (id: string) => `d_${name}_${id}`;

  it('accept a drop once and answer the one that stands', async () => {
    const { records } = open();
    const drop = aDrop({ dropId: idOf('once'), sheetId: 'S-1' });

    const first = await records.accept(drop);
    const second = await records.accept({ ...drop, size: 99 });

    expect(first).toEqual({ kind: 'accepted', drop });
    expect(second).toEqual({ kind: 'already-accepted', drop });
    expect(await records.find(drop.dropId)).toEqual(drop);
    expect(await records.find(idOf('nobody'))).toBeUndefined();
  });

  it('know by which drop an object was accepted last', async () => {
    const { records } = open();
    const key = `catalog/${name} ü.csv`;
    await records.accept(aDrop({ dropId: idOf('a'), key, etag: 'e1' }));
    await records.accept(aDrop({ dropId: idOf('b'), key, etag: 'e1', droppedAt: AT }));

    const found = await records.findAccepted([
      { key, etag: 'e1' },
      { key, etag: 'e2' },
    ]);

    expect(found).toEqual([{ key, etag: 'e1', dropId: idOf('b'), droppedAt: AT }]);
  });

  it('move through processing to an end, which stands against every later mark', async () => {
    const { records } = open();
    const dropId = idOf('end');
    const counts = { created: 2 };
    const link = { type: 'report', id: 'r_1' } as const;
    const errors = [{ code: 'x', message: 'X.', line: 2 }];
    await records.accept(aDrop({ dropId }));

    const processing = await records.markProcessing(dropId, { at: AT, contentHash: 'abc', link });
    const completed = await records.markCompleted(dropId, { at: AT, counts, link, warnings: errors });
    const failed = await records.markFailed(dropId, { at: AT, errors });
    const again = await records.markProcessing(dropId, { at: AT });
    const duplicate = await records.markDuplicate(dropId, { at: AT, duplicateOf: 'd_0' });

    expect(processing).toMatchObject({ status: 'processing', contentHash: 'abc', link, updatedAt: AT });
    expect(completed).toMatchObject({ status: 'completed', contentHash: 'abc', counts, link, warnings: errors });
    expect([failed, again, duplicate]).toEqual([completed, completed, completed]);
    expect(await records.find(dropId)).toEqual(completed);
  });

  it('list a hundred errors and the true number of them', async () => {
    const { records } = open();
    const errors = Array.from({ length: 101 }, (_, line) => ({ code: 'x', message: 'X.', line }));
    await records.accept(aDrop({ dropId: idOf('many') }));

    const failed = await records.markFailed(idOf('many'), { at: AT, errors });

    expect(failed.errors).toHaveLength(100);
    expect(failed.counts).toEqual({ errors: 101 });
  });

  it('refuse a mark on a drop that was never accepted', async () => {
    const { records } = open();

    await expect(records.markProcessing(idOf('never'), { at: AT })).rejects.toThrow('never accepted');
  });

  it('keep who first brought a content of a kind', async () => {
    const { records } = open();
    const claim = { kind: 'catalog', contentHash: `${name}-hash` } as const;

    const answers = [
      await records.claimContent({ ...claim, dropId: 'd_1' }),
      await records.claimContent({ ...claim, dropId: 'd_2' }),
      await records.claimContent({ ...claim, kind: 'holders', dropId: 'd_2' }),
    ];

    expect(answers).toEqual(['d_1', 'd_1', 'd_2']);
  });

  it('list newest first over all kinds, by prefix, page after page', async () => {
    const { records, list } = open();
    const prefix = `reports/${name.replaceAll(' ', '-')}/`;
    const at = (minute: number) => anInstant(`2025-06-01T10:0${minute}:00Z`);
    for (const minute of [1, 3, 5]) {
      const [dropId, key] = [idOf(`r${minute}`), `${prefix}${minute}.tsv`];
      await records.accept(aDrop({ dropId, key, kind: 'reports', droppedAt: at(minute) }));
    }
    for (const minute of [2, 4]) {
      const [dropId, key] = [idOf(`u${minute}`), `${prefix}${minute}.bad`];
      await records.accept(aDrop({ dropId, key, kind: 'unknown', droppedAt: at(minute) }));
    }

    const first = await list({ prefix, limit: 2 });
    const second = await list({ prefix, limit: 2, after: first.nextAfter });
    const third = await list({ prefix, limit: 2, after: second.nextAfter });

    const ids = [first, second, third].map(({ drops }) => drops.map(({ dropId }) => dropId));
    expect(ids).toEqual([[idOf('r5'), idOf('u4')], [idOf('r3'), idOf('u2')], [idOf('r1')]]);
    expect(third.nextAfter).toBeUndefined();
    expect((await list({ prefix: '', limit: 500 })).drops.length).toBeGreaterThanOrEqual(5);
  });
});
