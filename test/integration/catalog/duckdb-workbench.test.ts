import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDuckdbWorkbench } from '#catalog/adapters/duckdb-workbench';
import type { TrackWorkbench } from '#catalog/workbench';
import { aTrack } from '#test/support/catalog-builders';
import { anInstant } from '#test/support/instants';

describe('the workbench on DuckDB', () => {
  let workbench: TrackWorkbench;

  beforeEach(async () => {
    workbench = await openDuckdbWorkbench();
  });

  afterEach(async () => {
    await workbench.close();
    await rm(workbench.directory, { recursive: true, force: true });
  });

  it('names both lines of a track id that a file describes twice, and not of one that it repeats', async () => {
    await workbench.stage([
      { line: 2, track: aTrack({ trackId: 'T1' }) },
      { line: 3, track: aTrack({ trackId: 'T2' }) },
      { line: 4, track: aTrack({ trackId: 'T1' }) },
      { line: 5, track: aTrack({ trackId: 'T2', ownerId: 'H2' }) },
    ]);

    const { conflicts, count } = await workbench.conflicts(10);

    expect(conflicts).toEqual([{ trackId: 'T2', firstLine: 3, line: 5 }]);
    expect(count).toBe(1);
  });

  it('stages a hundred thousand tracks and merges them with a snapshot', async () => {
    for (let start = 0; start < 100_000; start += 5_000) {
      const rows = Array.from({ length: 5_000 }, (_, index) => start + index);
      await workbench.stage(
        rows.map((line) => ({ line, track: aTrack({ trackId: `T${line}`, title: `Tïtle ${line}` }) })),
      );
    }
    const first = join(workbench.directory, 'first.parquet');
    const second = join(workbench.directory, 'second.parquet');
    const droppedAt = anInstant('2025-05-01');

    const created = await workbench.merge({ previousPath: undefined, toPath: first, droppedAt });
    const repeated = await workbench.merge({ previousPath: first, toPath: second, droppedAt });

    expect(created).toEqual({ created: 100_000, updated: 0, unchanged: 0, stale: 0 });
    expect(repeated).toEqual({ created: 0, updated: 0, unchanged: 100_000, stale: 0 });
  });
});
