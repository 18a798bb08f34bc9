import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import type { CatalogSnapshots } from '#catalog/ports';
import { TRACK_COLUMNS, type Track } from '#catalog/track';

/** A catalogue file as somebody would drop it. */
export function catalogFile(tracks: readonly Track[]): string {
  const header = 'isrc,title,artist,release_id,release_title,upc,release_type,label,owner_id,track_id';
  const lines = tracks.map((track) =>
    [
      track.isrc,
      track.title,
      track.artist,
      track.releaseId,
      track.releaseTitle,
      track.upc,
      track.releaseType,
      track.label,
      track.ownerId,
      track.trackId,
    ]
      .map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
      .join(','),
  );
  return `${[header, ...lines].join('\n')}\n`;
}

const snapshotRows = z.array(z.tuple([z.string()], z.string()));

/** The rows of the snapshot in force, as `track_id` → its other columns joined, by track id. */
export async function tracksInForce(store: CatalogSnapshots): Promise<ReadonlyMap<string, string>> {
  const version = await store.current();
  if (version === undefined) return new Map();
  const directory = await mkdtemp(join(tmpdir(), 'snapshot-'));
  try {
    const path = join(directory, 'tracks.parquet');
    await store.download(version, path);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(
      `select ${TRACK_COLUMNS.join(', ')} from read_parquet('${path}') order by track_id`,
    );
    const rows = snapshotRows.parse(reader.getRowsJson());
    connection.closeSync();
    instance.closeSync();
    return new Map(rows.map(([trackId, ...others]) => [trackId, others.join('|')]));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
