import { describe, expect, it } from 'vitest';
import type { SnapshotStore } from '#kernel/snapshot';
import { BRIDGE_COLUMNS, openPortionWorkbench } from '#rights/adapters/duckdb-portion-workbench';
import { createSnapshotRightsReader } from '#rights/adapters/snapshot-rights-reader';
import { BRIDGE_SNAPSHOTS } from '#rights/snapshot-families';
import { importRights } from '#rights/steps/import-rights';
import { bytesOf } from '#test/support/bytes';
import { crashing, crashPlans } from '#test/support/crash';
import { aHolder } from '#test/support/holder-builders';
import { anInstant, fixedClock } from '#test/support/instants';
import { memorySnapshots } from '#test/support/snapshot-memory';

const clock = fixedClock('2025-05-01T12:00:00Z');
const HEADER = 'track_id,rights_type,holder_id,share,effective_from,effective_to';
const OLD_DEAL = ['T1,artist,H1,1,2025-01-01,'];
const NEW_DEAL = ['T1,artist,H2,0.5,2025-04-01,', 'T1,artist,H3,0.5,2025-04-01,', 'T2,label,H4,1,2025-04-01,'];

/** H1 and H2 were dropped, nobody else. */
const HOLDERS = {
  getHolders: async (ids: readonly string[]) =>
    new Map(
      ids
        .filter((id) => id === 'H1' || id === 'H2')
        .map((id) => [id, { ...aHolder({ holderId: id }), version: 1 }] as const),
    ),
};

function drop(store: SnapshotStore, dropId: string, lines: readonly string[]) {
  const bytes = async () => bytesOf([HEADER, ...lines].join('\n'), 4096);
  const openWorkbench = () => openPortionWorkbench(BRIDGE_COLUMNS);
  const bell = { ring: async () => undefined };
  const ports = { clock, store, bell, holders: HOLDERS, openWorkbench, bytes };
  return importRights({ dropId, droppedAt: anInstant('2025-05-01') }, ports);
}

/** Every share of a track in force, as the API reads them. */
async function bridgeOf(store: SnapshotStore, ...tracks: readonly string[]): Promise<readonly string[]> {
  const reader = createSnapshotRightsReader({ bridge: store, weights: memorySnapshots(BRIDGE_SNAPSHOTS).store });
  const found: string[] = [];
  for (const track of tracks) {
    const { shares } = await reader.sharesOf(track);
    for (const { trackId, rightsHolderId, share, effectiveFrom, effectiveTo } of shares)
      found.push(
        `${trackId} ${rightsHolderId} ${share} ${effectiveFrom.slice(0, 10)} ${effectiveTo?.slice(0, 10) ?? ''}`,
      );
  }
  return found;
}

const RENEGOTIATED = [
  'T1 H1 100000 2025-01-01 2025-04-01',
  'T1 H2 50000 2025-04-01 ',
  'T1 H3 50000 2025-04-01 ',
  'T2 H4 100000 2025-04-01 ',
];

describe('importing rights', () => {
  it('makes a new version with the whole history and keeps the one before', async () => {
    const { store } = memorySnapshots(BRIDGE_SNAPSHOTS);
    await drop(store, 'd_1', OLD_DEAL);

    const outcome = await drop(store, 'd_2', NEW_DEAL);

    expect(outcome).toMatchObject({ portionImport: { version: 2, counts: { created: 3, updated: 1, unchanged: 0 } } });
    expect(await bridgeOf(store, 'T1', 'T2')).toEqual(RENEGOTIATED);
    expect(await store.current()).toMatchObject({ version: 2, rows: 4, dropId: 'd_2' });
    expect(await store.find(1)).toMatchObject({ version: 1, rows: 1, dropId: 'd_1' });
  });

  it('of a holder whom nobody dropped stands, and is warned of once, at its first line', async () => {
    const { store } = memorySnapshots(BRIDGE_SNAPSHOTS);

    const outcome = await drop(store, 'd_1', [
      'T1,artist,H1,0.5,2025-01-01,',
      'T1,artist,H9,0.5,2025-01-01,',
      'T2,artist,H9,1,2025-01-01,',
    ]);

    expect(outcome).toMatchObject({
      kind: 'imported',
      portionImport: {
        version: 1,
        counts: { created: 3 },
        warningCount: 1,
        warnings: [
          {
            code: 'unknown_holder',
            line: 3,
            column: 'holder_id',
            value: 'H9',
            message: expect.stringContaining('"H9" is no holder that was dropped'),
          },
        ],
      },
    });
    const known = await drop(store, 'd_2', ['T3,artist,H1,1,2025-01-01,']);
    expect(known).toMatchObject({ portionImport: { warningCount: 0, warnings: [] } });
  });

  it('of rows that stand already makes no new version', async () => {
    const { store, snapshots } = memorySnapshots(BRIDGE_SNAPSHOTS);
    await drop(store, 'd_1', OLD_DEAL);
    await drop(store, 'd_2', NEW_DEAL);

    const old = await drop(store, 'd_3', OLD_DEAL);
    const both = await drop(store, 'd_4', NEW_DEAL.toReversed());

    expect([old, both]).toMatchObject([
      { portionImport: { version: 2, counts: { created: 0, updated: 0, unchanged: 1 } } },
      { portionImport: { version: 2, counts: { created: 0, updated: 0, unchanged: 3 } } },
    ]);
    expect(snapshots.size).toBe(2);
  });

  it('of a file with one wrong group changes nothing, also for the groups that are right', async () => {
    const { store, snapshots, imports } = memorySnapshots(BRIDGE_SNAPSHOTS);
    await drop(store, 'd_1', OLD_DEAL);

    const outcome = await drop(store, 'd_2', [...NEW_DEAL, 'T3,artist,H1,0.9,2025-01-01,']);

    expect(outcome).toMatchObject({ kind: 'refused', errorCount: 1, errors: [{ code: 'sum_not_one', line: 5 }] });
    expect([snapshots.size, imports.size]).toEqual([1, 1]);
    expect(await bridgeOf(store, 'T1', 'T2')).toEqual(['T1 H1 100000 2025-01-01 ']);
  });

  it('by two at once keeps the rows of both: the loser of the race merges again', async () => {
    const { store } = memorySnapshots(BRIDGE_SNAPSHOTS);
    const tracks = Array.from({ length: 5 }, (_, index) => `T${index}`);

    await Promise.all(tracks.map((track) => drop(store, `d_${track}`, [`${track},artist,H1,1,2025-01-01,`])));

    expect(await bridgeOf(store, ...tracks)).toHaveLength(5);
    expect(await store.current()).toMatchObject({ rows: 5 });
  });

  it('that dies before or after any write gives the same answer and bridge when it is repeated', async () => {
    for (const plan of crashPlans(2)) {
      const { store } = memorySnapshots(BRIDGE_SNAPSHOTS);
      await drop(store, 'd_1', OLD_DEAL);
      const mortal = crashing(plan).wrap(store, ['storeSnapshot', 'record']);

      await expect(drop(mortal, 'd_2', NEW_DEAL)).rejects.toThrow('died');
      const between = await bridgeOf(store, 'T1', 'T2');
      const outcome = await drop(store, 'd_2', NEW_DEAL);

      const isRecorded = plan.at === 1 && plan.when === 'after';
      expect(between).toEqual(isRecorded ? RENEGOTIATED : ['T1 H1 100000 2025-01-01 ']);
      expect(outcome).toMatchObject({ portionImport: { counts: { created: 3, updated: 1, unchanged: 0 } } });
      expect(await bridgeOf(store, 'T1', 'T2')).toEqual(RENEGOTIATED);
      expect(await store.current()).toMatchObject({ rows: 4, dropId: 'd_2' });
    }
  });

  it('that died after its snapshot leaves the old version in force, and the next drop takes another number', async () => {
    const { store, snapshots } = memorySnapshots(BRIDGE_SNAPSHOTS);
    await drop(store, 'd_1', OLD_DEAL);
    const mortal = crashing({ at: 1, when: 'before' }).wrap(store, ['storeSnapshot', 'record']);
    await expect(drop(mortal, 'd_2', NEW_DEAL)).rejects.toThrow('died');

    const inForce = await store.current();
    const outcome = await drop(store, 'd_3', ['T9,artist,H1,1,2025-01-01,']);

    expect(inForce?.version).toBe(1);
    expect(outcome).toMatchObject({ portionImport: { version: 3 } });
    expect(snapshots.size).toBe(3);
  });
});

describe('reading rights', () => {
  it('goes on after a download that failed, and follows every new version', async () => {
    const { store } = memorySnapshots(BRIDGE_SNAPSHOTS);
    await drop(store, 'd_1', OLD_DEAL);
    const mortal = crashing({ at: 0, when: 'before' }).wrap(store, ['download']);
    const reader = createSnapshotRightsReader({ bridge: mortal, weights: memorySnapshots(BRIDGE_SNAPSHOTS).store });

    await expect(reader.sharesOf('T1')).rejects.toThrow('died');
    const versions = [];
    for (const month of ['02', '03', '04', '05']) {
      const { version, shares } = await reader.sharesOf('T1');
      versions.push([version, shares.length]);
      await drop(store, `d_${month}`, [`T1,artist,H1,1,2025-${month}-01,`]);
    }

    expect(versions).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
  });

  it('takes a track id for a text, whatever is in it', async () => {
    const { store } = memorySnapshots(BRIDGE_SNAPSHOTS);
    await drop(store, 'd_1', ["T'1,artist,H1,1,2025-01-01,"]);

    expect(await bridgeOf(store, "T'1", "x'_or_'1'='1", 'T1')).toEqual(["T'1 H1 100000 2025-01-01 "]);
  });
});
