import { mkdir, rm } from 'node:fs/promises';
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
import type { ArrivalPlace, LandedPlay, LandedQuarantine, LandingTable } from '#plays/landing';

export interface PlayLandingOptions {
  readonly s3: S3Client;
  readonly lakeBucket: string;
  /** Opened once and kept: starting DuckDB costs more than a small batch. */
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
  ['position', VARCHAR, (play) => play.position],
  ['content_hash', VARCHAR, (play) => play.contentHash],
];

const QUARANTINE_COLUMNS: readonly Column<LandedQuarantine>[] = [
  ['play_id', VARCHAR, (row) => row.playId],
  ['country_id', VARCHAR, (row) => row.countryId],
  ['played_at_ms', BIGINT, (row) => (row.playedAtMs === null ? null : BigInt(row.playedAtMs))],
  ['reason', VARCHAR, (row) => row.reasons.join(',')],
  ['raw', VARCHAR, (row) => row.raw],
  ['ingested_at_ms', BIGINT, (row) => BigInt(row.ingestedAtMs)],
  ['position', VARCHAR, (row) => row.position],
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
export function createPlayLanding({ s3, lakeBucket, openDatabase }: PlayLandingOptions): PlayLanding {
  let opening: Promise<WorkDatabase> | undefined;
  const idle: DuckDBConnection[] = [];
  let stages = 0;
  return {
    async open() {
      opening ??= openDatabase();
      const database = await opening;
      const connection = idle.pop() ?? (await database.connect());
      stages += 1;
      const directory = join(database.directory, String(stages));
      await mkdir(directory);
      const release = async () => {
        await rm(directory, { recursive: true, force: true });
        // A connection that cannot drop its tables is left alone; the next stage takes another.
        for (const table of ['plays_landing', 'plays_quarantined'])
          await connection.run(`drop table if exists ${table}`);
        idle.push(connection);
      };
      return openStage({ s3, lakeBucket, connection, directory, release });
    },
  };
}

interface StageParts {
  readonly s3: S3Client;
  readonly lakeBucket: string;
  readonly connection: DuckDBConnection;
  readonly directory: string;
  readonly release: () => Promise<void>;
}

async function openStage({ s3, lakeBucket, connection, directory, release }: StageParts): Promise<LandingStage> {
  const files = new Map<string, string>();
  const plays = await stagedTable(connection, 'plays_landing', PLAY_COLUMNS);
  const quarantined = await stagedTable(connection, 'plays_quarantined', QUARANTINE_COLUMNS);
  const settle = async () => {
    for (const table of [plays, quarantined]) {
      table.flush();
      for (const [key, object] of table.objects) {
        assertThat(!files.has(key), `${key} was settled already; its rows go into one object`);
        const path = join(directory, `${files.size}.parquet`);
        await table.write({ key, ...object, isAlone: table.objects.size === 1 }, path);
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
    async close() {
      plays.flush();
      quarantined.flush();
      await release();
    },
  };
}

/** An object's rows have one source; both are written by the select, so that no row carries them. */
interface StagedObject {
  readonly number: number;
  readonly source: string;
}

/** Rows of one table of the lake until they are files; each landing object becomes one. */
async function stagedTable<Row extends ArrivalPlace>(
  connection: DuckDBConnection,
  table: LandingTable,
  columns: readonly Column<Row>[],
) {
  const definition = columns.map(([name, type]) => `${name} ${TYPE_NAMES.get(type)}`).join(', ');
  const create = `create or replace temp table ${table} (${definition}, object_number integer)`;
  await connection.run(create);
  const objects = new Map<string, StagedObject>();
  const numberOf = ({ landingObject, source }: Row): number => {
    const known = objects.get(landingObject) ?? { number: objects.size, source };
    assertThat(known.source === source, `${landingObject} holds ${known.source}; ${source} needs an object of its own`);
    objects.set(landingObject, known);
    return known.number;
  };
  const staged: readonly Column<Row>[] = [...columns, ['object_number', INTEGER, numberOf]];
  let appender: DuckDBAppender | undefined;
  return {
    objects: objects as ReadonlyMap<string, StagedObject>,
    flush(): void {
      appender?.closeSync();
      appender = undefined;
    },
    async add(rows: readonly Row[]): Promise<void> {
      if (rows.length === 0) return;
      appender ??= await connection.createAppender(table, undefined, 'temp');
      for (let start = 0; start < rows.length; start += CHUNK_ROWS_MAX)
        appender.appendDataChunk(chunkOf(rows.slice(start, start + CHUNK_ROWS_MAX), staged));
    },
    async write(object: StagedObject & { readonly key: string; readonly isAlone: boolean }, path: string) {
      const constants = `${sqlText(object.source)} as source, ${sqlText(object.key)} as landing_object`;
      const select = `select * exclude (object_number), ${constants} from ${table}`;
      const where = object.isAlone ? '' : ` where object_number = ${object.number}`;
      await connection.run(`copy (${select}${where}) to ${sqlText(path)} (format parquet, compression zstd)`);
    },
    async clear(): Promise<void> {
      // Emptied, an in-memory table keeps its memory; made anew, it has none.
      if (objects.size > 0) await connection.run(create);
      objects.clear();
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
