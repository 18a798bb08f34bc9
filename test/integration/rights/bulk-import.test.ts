import { expect, it } from 'vitest';
import { BRIDGE_COLUMNS, openPortionWorkbench } from '#rights/adapters/duckdb-portion-workbench';
import { createSnapshotRightsReader } from '#rights/adapters/snapshot-rights-reader';
import { BRIDGE_SNAPSHOTS } from '#rights/snapshot-families';
import { importRights } from '#rights/steps/import-rights';
import { anInstant, fixedClock } from '#test/support/instants';
import { memorySnapshots } from '#test/support/snapshot-memory';

const TRACKS = 125_000;
const RENEGOTIATED_TRACKS = 10_000;
const ROWS_PER_TRACK = 4;
/** What a process may grow by: DuckDB's own limit and room for the file's groups in flight, whatever the file's length. */
const GROWTH_BYTES_MAX = 800_000_000;

async function* bridgeFile(from: string, tracks: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('track_id,rights_type,holder_id,share,effective_from,effective_to\n');
  for (let track = 0; track < tracks; track += 100) {
    let text = '';
    for (let each = track; each < track + 100; each += 1) {
      text += `T${each},artist,H${each % 977},0.33333,${from},\nT${each},artist,X${each % 31},0.66667,${from},\n`;
      text += `T${each},publisher,P${each % 53},0.5,${from},\nT${each},publisher,Q${each % 59},0.5,${from},\n`;
    }
    yield Buffer.from(text);
  }
}

it('half a million rows are imported, and renegotiated in part, in bounded memory', async () => {
  const { store } = memorySnapshots(BRIDGE_SNAPSHOTS);
  const before = process.memoryUsage.rss();
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 20);
  const run = (dropId: string, from: string, tracks: number) =>
    importRights(
      { dropId, droppedAt: anInstant('2025-05-01') },
      {
        clock: fixedClock('2025-05-01'),
        store,
        bell: { ring: async () => undefined },
        holders: { getHolders: async () => new Map() },
        openWorkbench: () => openPortionWorkbench(BRIDGE_COLUMNS),
        bytes: async () => bridgeFile(from, tracks),
      },
    );

  const first = await run('d_1', '2025-01-01', TRACKS);
  const second = await run('d_2', '2025-04-15T12:00:00Z', RENEGOTIATED_TRACKS);
  clearInterval(watch);
  const { shares } = await createSnapshotRightsReader({
    bridge: store,
    weights: memorySnapshots(BRIDGE_SNAPSHOTS).store,
  }).sharesOf('T777');

  const rows = TRACKS * ROWS_PER_TRACK;
  const renegotiated = RENEGOTIATED_TRACKS * ROWS_PER_TRACK;
  expect(first).toMatchObject({ portionImport: { counts: { created: rows, updated: 0 } } });
  expect(second).toMatchObject({ portionImport: { counts: { created: renegotiated, updated: renegotiated } } });
  expect(await store.current()).toMatchObject({ rows: rows + renegotiated });
  expect(shares).toHaveLength(2 * ROWS_PER_TRACK);
  expect(highest - before).toBeLessThan(GROWTH_BYTES_MAX);
});
