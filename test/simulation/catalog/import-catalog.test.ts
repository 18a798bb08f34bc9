import { describe, expect, it } from 'vitest';
import { openDuckdbWorkbench } from '#catalog/adapters/duckdb-workbench';
import { CATALOG_SNAPSHOTS } from '#catalog/snapshot-family';
import { importCatalog } from '#catalog/steps/import-catalog';
import type { Track } from '#catalog/track';
import type { SnapshotStore } from '#kernel/snapshot';
import { bytesOf } from '#test/support/bytes';
import { aTrack } from '#test/support/catalog-builders';
import { catalogFile, tracksInForce } from '#test/support/catalog-files';
import { crashing, crashPlans } from '#test/support/crash';
import { anInstant, fixedClock } from '#test/support/instants';
import { memorySnapshots } from '#test/support/snapshot-memory';

const clock = fixedClock('2025-05-01T12:00:00Z');

function drop(store: SnapshotStore, dropId: string, at: string, tracks: readonly Track[]) {
  const bytes = async () => bytesOf(catalogFile(tracks), 4096);
  return importCatalog(
    { dropId, droppedAt: anInstant(at) },
    { clock, store, openWorkbench: openDuckdbWorkbench, bytes },
  );
}

const [oldA, newA, b] = [
  aTrack({ trackId: 'A', title: 'old' }),
  aTrack({ trackId: 'A', title: 'new, "quoted"\nover two lines' }),
  aTrack({ trackId: 'B' }),
];

describe('importing a catalogue', () => {
  it('upserts by track id into a new version and keeps the one before', async () => {
    const { store } = memorySnapshots(CATALOG_SNAPSHOTS);
    await drop(store, 'd_1', '2025-05-01', [oldA]);

    const outcome = await drop(store, 'd_2', '2025-05-02', [newA, b]);

    expect(outcome).toMatchObject({ catalogImport: { version: 2, counts: { created: 1, updated: 1 } } });
    expect([...(await tracksInForce(store)).keys()]).toEqual(['A', 'B']);
    expect(await store.current()).toMatchObject({ version: 2, rows: 2, dropId: 'd_2' });
    expect(await store.find(1)).toMatchObject({ version: 1, rows: 1, dropId: 'd_1' });
  });

  it('of what is in force already makes no new version', async () => {
    const { store, snapshots } = memorySnapshots(CATALOG_SNAPSHOTS);
    await drop(store, 'd_1', '2025-05-01', [oldA, b]);

    const outcome = await drop(store, 'd_2', '2025-05-02', [b, oldA, oldA]);

    expect(outcome).toMatchObject({ catalogImport: { version: 1, counts: { created: 0, updated: 0, unchanged: 2 } } });
    expect(snapshots.size).toBe(1);
  });

  it('of a file with any error changes nothing', async () => {
    const { store, snapshots, imports } = memorySnapshots(CATALOG_SNAPSHOTS);

    const outcome = await drop(store, 'd_1', '2025-05-01', [oldA, newA, aTrack({ trackId: 'C', isrc: 'nonsense' })]);

    expect(outcome).toMatchObject({ kind: 'refused', errorCount: 2 });
    expect([snapshots.size, imports.size]).toEqual([0, 0]);
  });

  it('of an older drop that comes late leaves the later word in force, and counts it as stale', async () => {
    const { store } = memorySnapshots(CATALOG_SNAPSHOTS);
    await drop(store, 'd_2', '2025-05-02', [newA]);

    const outcome = await drop(store, 'd_1', '2025-05-01', [oldA, b]);

    expect(outcome).toMatchObject({ catalogImport: { counts: { created: 1, updated: 0, stale: 1 } } });
    expect((await tracksInForce(store)).get('A')).toContain('new');
  });

  it('by two at once keeps the rows of both: the loser of the race merges again', async () => {
    const { store } = memorySnapshots(CATALOG_SNAPSHOTS);
    const many = Array.from({ length: 6 }, (_, index) => aTrack({ trackId: `T${index}` }));

    await Promise.all(many.map((track, index) => drop(store, `d_${index}`, '2025-05-01', [track])));

    expect((await tracksInForce(store)).size).toBe(6);
    expect(await store.current()).toMatchObject({ rows: 6 });
  });

  it('that dies before or after any write gives the same answer and catalogue when it is repeated', async () => {
    for (const plan of crashPlans(2)) {
      const { store } = memorySnapshots(CATALOG_SNAPSHOTS);
      await drop(store, 'd_1', '2025-05-01', [oldA]);
      const mortal = crashing(plan).wrap(store, ['storeSnapshot', 'record']);

      await expect(drop(mortal, 'd_2', '2025-05-02', [newA, b])).rejects.toThrow('died');
      const outcome = await drop(store, 'd_2', '2025-05-02', [newA, b]);

      expect(outcome).toMatchObject({ catalogImport: { counts: { created: 1, updated: 1, unchanged: 0 } } });
      expect([...(await tracksInForce(store)).keys()]).toEqual(['A', 'B']);
      expect(await store.current()).toMatchObject({ rows: 2, dropId: 'd_2' });
    }
  });

  it('that died after its snapshot leaves the old version in force, and the next drop takes another number', async () => {
    const { store, snapshots } = memorySnapshots(CATALOG_SNAPSHOTS);
    await drop(store, 'd_1', '2025-05-01', [oldA]);
    const mortal = crashing({ at: 1, when: 'before' }).wrap(store, ['storeSnapshot', 'record']);
    await expect(drop(mortal, 'd_2', '2025-05-02', [newA])).rejects.toThrow('died');

    const inForce = await store.current();
    const outcome = await drop(store, 'd_3', '2025-05-03', [b]);

    expect(inForce?.version).toBe(1);
    expect(outcome).toMatchObject({ catalogImport: { version: 3 } });
    expect(snapshots.size).toBe(3);
  });

  it('repeated after a later drop answers as it did and does not undo it', async () => {
    const { store } = memorySnapshots(CATALOG_SNAPSHOTS);
    const first = await drop(store, 'd_1', '2025-05-01', [oldA]);
    await drop(store, 'd_2', '2025-05-02', [newA]);

    const again = await drop(store, 'd_1', '2025-05-01', [oldA]);

    expect(again).toEqual(first);
    expect((await tracksInForce(store)).get('A')).toContain('new');
  });
});
