import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  BIGINT,
  BOOLEAN,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { assertThat } from '#kernel/errors';
import { sqlText, type WorkDatabase } from '#platform/clients/duckdb';
import { uploadFile } from '#platform/clients/s3-files';
import type { LandingStage, PlayLanding } from '#plays/intake-ports';
import type { LandedPlay, LandedQuarantine, LandingTable } from '#plays/landing';

export interface PlayLandingOptions {
  readonly s3: S3Client;
  readonly lakeBucket: string;
  /** A database of its own for every stage, with a folder of its own. */
  readonly openDatabase: () => Promise<WorkDatabase>;
}

/** One column: its name and type in the lake, and what a row says for it. */
type Column<Row> = readonly [name: string, type: DuckDBType, of: (row: Row) => DuckDBValue];

const PLAY_COLUMNS: readonly Column<LandedPlay>[] = [
  ['play_id', VARCHAR, (play) => play.playId],
  ['user_id', VARCHAR, (play) => play.userId],
  ['track_id', VARCHAR, (play) => play.trackId],
  ['country_id', VARCHAR, (play) => play.countryId],
  ['played_at_ms', BIGINT, (play) => BigInt(play.playedAtMs)],
  ['duration_played_s', INTEGER, (play) => play.durationPlayedSeconds],
  ['context_type', VARCHAR, (play) => play.contextType],
  ['source_playlist_id', VARCHAR, (play) => play.sourcePlaylistId],
  ['device_id', VARCHAR, (play) => play.deviceId],
  ['royalty_eligible', BOOLEAN, (play) => play.isRoyaltyEligible],
  ['ingested_at_ms', BIGINT, (play) => BigInt(play.ingestedAtMs)],
  ['source', VARCHAR, (play) => play.source],
  ['position', VARCHAR, (play) => play.position],
  ['content_hash', VARCHAR, (play) => play.contentHash],
  ['landing_object', VARCHAR, (play) => play.landingObject],
];

const QUARANTINE_COLUMNS: readonly Column<LandedQuarantine>[] = [
  ['play_id', VARCHAR, (row) => row.playId],
  ['country_id', VARCHAR, (row) => row.countryId],
  ['played_at_ms', BIGINT, (row) => (row.playedAtMs === null ? null : BigInt(row.playedAtMs))],
  ['reason', VARCHAR, (row) => row.reasons.join(',')],
  ['raw', VARCHAR, (row) => row.raw],
  ['ingested_at_ms', BIGINT, (row) => BigInt(row.ingestedAtMs)],
  ['source', VARCHAR, (row) => row.source],
  ['position', VARCHAR, (row) => row.position],
  ['landing_object', VARCHAR, (row) => row.landingObject],
];

const TYPE_NAMES = new Map<DuckDBType, string>([
  [VARCHAR, 'varchar'],
  [BIGINT, 'bigint'],
  [INTEGER, 'integer'],
  [BOOLEAN, 'boolean'],
]);
const CHUNK_ROWS_MAX = 2048;
const UPLOADS_MAX = 8;

/** Landing objects as Parquet in the lake, written by DuckDB on local disk first and put whole. */
export function createPlayLanding(options: PlayLandingOptions): PlayLanding {
  return { open: () => openStage(options) };
}

async function openStage({ s3, lakeBucket, openDatabase }: PlayLandingOptions): Promise<LandingStage> {
  const database = await openDatabase();
  const connection = await database.connect();
  const files = new Map<string, string>();
  const nextPath = () => join(database.directory, `${files.size}.parquet`);
  const plays = await stagedTable(connection, 'plays_landing', PLAY_COLUMNS);
  const quarantined = await stagedTable(connection, 'plays_quarantined', QUARANTINE_COLUMNS);
  const settle = async () => {
    for (const table of [plays, quarantined]) {
      for (const key of await table.keys()) {
        assertThat(!files.has(key), `${key} was settled already; its rows go into one object`);
        const path = nextPath();
        await table.write(key, path);
        files.set(key, path);
      }
      await table.clear();
    }
  };
  return {
    addPlays: (rows) => plays.add(rows),
    addQuarantined: (rows) => quarantined.add(rows),
    settle,
    async publish() {
      await settle();
      const entries = [...files];
      for (let start = 0; start < entries.length; start += UPLOADS_MAX) {
        const batch = entries.slice(start, start + UPLOADS_MAX);
        await Promise.all(batch.map(([key, path]) => uploadFile(s3, { bucket: lakeBucket, key }, path)));
      }
      return [...files.keys()];
    },
    close: () => database.close(),
  };
}

/** Rows of one table of the lake until they are files; each landing object becomes one. */
async function stagedTable<Row extends { readonly landingObject: string }>(
  connection: DuckDBConnection,
  table: LandingTable,
  columns: readonly Column<Row>[],
) {
  const definition = columns.map(([name, type]) => `${name} ${TYPE_NAMES.get(type)}`).join(', ');
  await connection.run(`create table ${table} (${definition})`);
  const keys = new Set<string>();
  let appender: DuckDBAppender | undefined;
  const flush = () => {
    appender?.closeSync();
    appender = undefined;
  };
  return {
    async add(rows: readonly Row[]): Promise<void> {
      if (rows.length === 0) return;
      appender ??= await connection.createAppender(table);
      for (let start = 0; start < rows.length; start += CHUNK_ROWS_MAX) {
        const part = rows.slice(start, start + CHUNK_ROWS_MAX);
        appender.appendDataChunk(chunkOf(part, columns));
        for (const { landingObject } of part) keys.add(landingObject);
      }
    },
    keys: async () => [...keys],
    async write(key: string, path: string): Promise<void> {
      flush();
      const where = keys.size === 1 ? '' : ` where landing_object = ${sqlText(key)}`;
      await connection.run(
        `copy (select * from ${table}${where}) to ${sqlText(path)} (format parquet, compression zstd)`,
      );
    },
    async clear(): Promise<void> {
      flush();
      if (keys.size > 0) await connection.run(`truncate ${table}`);
      keys.clear();
    },
  };
}

function chunkOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(
    columns.map(([, type]) => type),
    rows.length,
  );
  chunk.setColumns(columns.map(([, , of]) => rows.map(of)));
  return chunk;
}
