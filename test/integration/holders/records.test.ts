import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHolderDirectory, createHolderRecords } from '#holders/adapters/dynamodb-records';
import type { HolderContent } from '#holders/holder';
import { importHolders } from '#holders/steps/import-holders';
import type { StoredRecord, VersionedRecords } from '#holders/versioned-records';
import { bytesOf } from '#test/support/bytes';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { aHolder } from '#test/support/holder-builders';
import { memoryRecords } from '#test/support/holder-memory';
import { anInstant } from '#test/support/instants';

let dynoxide: Dynoxide;

beforeAll(async () => {
  dynoxide = await startDynoxide();
});

afterAll(() => dynoxide.stop());

const options = () => ({ dynamodb: dynoxide.client, controlTable: dynoxide.controlTable });

function aRecord(record: Partial<StoredRecord<HolderContent>> = {}): StoredRecord<HolderContent> {
  const id = record.id ?? 'H1';
  const content = aHolder({ holderId: id });
  return { id, content, version: 1, dropId: 'd_1', droppedAt: anInstant('2025-05-01'), ...record };
}

describe.each<[string, () => VersionedRecords<HolderContent>]>([
  ['in memory', () => memoryRecords()],
  ['on DynamoDB', () => createHolderRecords(options())],
])('versioned records %s', (name, open) => {
  const idOf = (id: string) => `${name}:${id}`;

  it('answer what was written, and leave out what never was', async () => {
    const records = open();
    const record = aRecord({ id: idOf('a b#ü') });

    const outcome = await records.write([record]);

    expect(outcome).toBe('written');
    expect(await records.findMany([record.id, idOf('nobody')])).toEqual(new Map([[record.id, record]]));
  });

  it('refuse a change of a record that is no longer the version before, and write nothing of its group', async () => {
    const records = open();
    const first = aRecord({ id: idOf('raced') });
    const bystander = aRecord({ id: idOf('bystander') });
    await records.write([first]);

    const outcome = await records.write([bystander, { ...first, version: 3 }]);
    const again = await records.write([bystander, first]);

    expect([outcome, again]).toEqual(['lost-race', 'lost-race']);
    expect(await records.findMany([bystander.id, first.id])).toEqual(new Map([[first.id, first]]));
  });

  it('move to the next version, without the fields that it no longer has', async () => {
    const records = open();
    const first = aRecord({ id: idOf('moved') });
    const { commissionRate: _, ...content } = first.content;
    const second = { ...first, content, version: 2, dropId: 'd_2' };
    await records.write([first]);

    const outcome = await records.write([second]);

    expect(outcome).toBe('written');
    expect((await records.findMany([first.id])).get(first.id)).toEqual(second);
  });

  it('take as many changes in one write as they say', async () => {
    const records = open();
    const many = Array.from({ length: records.changesMax }, (_, index) => aRecord({ id: idOf(`many-${index}`) }));
    const next = many.map((record) => ({ ...record, version: 2 }));

    const outcomes = [await records.write(many), await records.write(next)];

    expect(outcomes).toEqual(['written', 'written']);
    expect((await records.findMany(many.map(({ id }) => id))).size).toBe(records.changesMax);
  });
});

describe('the holder directory on DynamoDB', () => {
  it('takes ten thousand holders and lists them by id in pages', async () => {
    const header = 'holder_id,name,kind,currency,country,commission_rate,plan,payout_method,payout_threshold\n';
    const ids = Array.from({ length: 10_000 }, (_, index) => `L${String(index).padStart(6, '0')}`);
    const file = header + ids.map((id) => `${id},Name of ${id},artist,USD,US,0.15,,sepa,50\n`).join('');
    const drop = { dropId: 'd_many', droppedAt: anInstant('2025-05-01') };
    const holders = createHolderRecords(options());

    const outcome = await importHolders(drop, {
      holders,
      plans: { findMany: async () => new Map() },
      bytes: async () => bytesOf(file, 65_536),
    });
    const directory = createHolderDirectory(options());
    const page = await directory.listHolders({ limit: 3, after: 'L000007' });

    expect(outcome).toMatchObject({
      kind: 'imported',
      counts: { created: 10_000, updated: 0, unchanged: 0, stale: 0 },
    });
    expect(page.holders.map(({ holderId }) => holderId)).toEqual(['L000008', 'L000009', 'L000010']);
    expect(page.nextAfter).toBe('L000010');
  });
});
