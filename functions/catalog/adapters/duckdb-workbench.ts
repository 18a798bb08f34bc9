import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, INTEGER, VARCHAR } from '@duckdb/node-api';
import { z } from 'zod';
import { TRACK_COLUMNS } from '#catalog/track';
import type { StagedTrack, TrackWorkbench } from '#catalog/workbench';
import type { SnapshotCounts } from '#kernel/snapshot';
import nextSnapshotSql from '../sql/next-snapshot.sql' with { type: 'text' };
import stagedConflictsSql from '../sql/staged-conflicts.sql' with { type: 'text' };
import trackVerdictsSql from '../sql/track-verdicts.sql' with { type: 'text' };

/** Rows of one DuckDB vector; a chunk holds no more. */
const CHUNK_ROWS_MAX = 2048;
const STAGED_TYPES = [INTEGER, ...TRACK_COLUMNS.map(() => VARCHAR)];
/** Columns of a snapshot: a track's own, and when it was last dropped, so that an older drop never wins late. */
const SNAPSHOT_COLUMNS = [...TRACK_COLUMNS, 'dropped_at'];
const conflictRows = z.array(z.tuple([z.string(), z.coerce.number(), z.coerce.number(), z.coerce.number()]));
const verdictRows = z.array(z.tuple([z.string(), z.coerce.number()]));
const VARCHAR_COLUMNS = TRACK_COLUMNS.map((column) => `${column} varchar`).join(', ');

/** A workbench on DuckDB in a temporary folder; rows past its memory limit spill to that folder. */
export async function openDuckdbWorkbench(): Promise<TrackWorkbench> {
  const directory = await mkdtemp(join(tmpdir(), 'catalog-'));
  const instance = await DuckDBInstance.create(join(directory, 'staging.duckdb'), {
    memory_limit: '512MB',
    threads: '2',
    temp_directory: join(directory, 'spill'),
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run(`create table staged_tracks (line integer, ${VARCHAR_COLUMNS})`);
  return {
    directory,
    stage: async (rows) => stage(connection, rows),
    conflicts: (limit) => conflicts(connection, limit),
    merge: (merge) => mergeTracks(connection, merge),
    async close() {
      connection.closeSync();
      instance.closeSync();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function stage(connection: DuckDBConnection, rows: readonly StagedTrack[]): Promise<void> {
  if (rows.length === 0) return;
  const appender = await connection.createAppender('staged_tracks');
  for (let start = 0; start < rows.length; start += CHUNK_ROWS_MAX) {
    const chunk = DuckDBDataChunk.create(STAGED_TYPES);
    chunk.setRows(rows.slice(start, start + CHUNK_ROWS_MAX).map(toValues));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function toValues({ line, track }: StagedTrack) {
  return [
    line,
    track.trackId,
    track.isrc,
    track.title,
    track.artist,
    track.releaseId,
    track.releaseTitle,
    track.upc,
    track.releaseType,
    track.label,
    track.ownerId,
  ];
}

async function conflicts(connection: DuckDBConnection, limit: number) {
  await connection.run(`set variable conflicts_max = ${Math.trunc(limit)}`);
  const rows = conflictRows.parse((await connection.runAndReadAll(stagedConflictsSql)).getRowsJson());
  return {
    conflicts: rows.map(([trackId, firstLine, line]) => ({ trackId, firstLine, line })),
    count: rows[0]?.[3] ?? 0,
  };
}

async function mergeTracks(
  connection: DuckDBConnection,
  { previousPath, toPath, droppedAt }: Parameters<TrackWorkbench['merge']>[0],
): Promise<SnapshotCounts> {
  const previous =
    previousPath === undefined
      ? `select ${SNAPSHOT_COLUMNS.map((column) => `'' as ${column}`).join(', ')} where false`
      : `select ${SNAPSHOT_COLUMNS.join(', ')} from read_parquet(${literal(previousPath)})`;
  await connection.run(`create or replace view previous_tracks as ${previous}`);
  await connection.run(`set variable dropped_at = ${literal(droppedAt)}`);
  await connection.run(`create or replace table track_verdicts as ${trackVerdictsSql}`);
  const counted = await connection.runAndReadAll('select verdict, count(*) from track_verdicts group by verdict');
  const byVerdict = new Map(verdictRows.parse(counted.getRowsJson()));
  const counts = {
    created: byVerdict.get('created') ?? 0,
    updated: byVerdict.get('updated') ?? 0,
    unchanged: byVerdict.get('unchanged') ?? 0,
    stale: byVerdict.get('stale') ?? 0,
  };
  if (counts.created + counts.updated > 0)
    await connection.run(`copy (${nextSnapshotSql}) to ${literal(toPath)} (format parquet, compression zstd)`);
  return counts;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
