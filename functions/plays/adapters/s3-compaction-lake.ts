import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { BIGINT, type DuckDBType, type DuckDBValue, VARCHAR } from '@duckdb/node-api';
import { z } from 'zod';
import { sha256Hex } from '#kernel/digest';
import { assertThat } from '#kernel/errors';
import { sqlText, type WorkDatabase } from '#platform/clients/duckdb';
import { ChunkBuffer } from '#platform/clients/duckdb-append';
import { deleteKeys, listFolders, listKeys, listObjects, uploadFile } from '#platform/clients/s3-files';
import type { CompactionLake, CompactionPlan, SealMark } from '#plays/compaction-ports';
import { hourDigest, type LandingObject } from '#plays/play-lake';

export interface CompactionLakeOptions {
  readonly s3: S3Client;
  readonly lakeBucket: string;
  /** A database of its own for every call, with a folder of its own. */
  readonly openDatabase: () => Promise<WorkDatabase>;
}

const LANDING = 'plays_landing/';
const ARRIVAL_HOUR = /^plays_landing\/arrival_hour=((\d{4}-\d{2}-\d{2})T\d{2})\//;
/** Every folder that a run writes to before it counts; `plays` has one for each part. */
const RUN_FOLDERS = ['plays_selected', 'plays_seals', 'play_arrivals', 'plays'] as const;

const listSchema = z.array(z.tuple([z.string(), z.string()]));
const count = z.number().int().nonnegative();
const planSchema = z.object({
  lease: z.object({ run: z.string(), number: count }),
  from: z.object({ version: count, lakeKey: z.string().exactOptional(), lastRun: count, seals: count }),
  merges: z.array(z.string()),
  hours: z.array(
    z.object({
      hour: z.string(),
      compacted: z.object({ listKey: z.string(), objects: count, digest: z.string() }),
      selected: count,
    }),
  ),
});

/**
 * What compaction keeps in the lake beside its tables, under `plays_compaction/`: the lists of compacted objects by hour, and
 * each run's plan. Every object is written once, under the name of its run.
 */
export function createCompactionLake(options: CompactionLakeOptions): CompactionLake {
  const { s3, lakeBucket } = options;
  const putJson = async (key: string, text: string) => {
    await s3.send(new PutObjectCommand({ Bucket: lakeBucket, Key: key, Body: text, ContentType: 'application/json' }));
    return key;
  };
  const getText = async (key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: lakeBucket, Key: key }));
    assertThat(Body !== undefined, `${key} has no body`);
    return await Body.transformToString();
  };
  return {
    async landingDays() {
      const folders = await listFolders(s3, lakeBucket, LANDING);
      return [...new Set(folders.flatMap((folder) => ARRIVAL_HOUR.exec(folder)?.[2] ?? []))];
    },
    async landed(day) {
      const hours = new Map<string, LandingObject[]>();
      for (const { key, etag } of await listObjects(s3, lakeBucket, `${LANDING}arrival_hour=${day}T`)) {
        const hour = ARRIVAL_HOUR.exec(key)?.[1];
        if (hour === undefined) continue;
        const objects = hours.get(hour) ?? [];
        hours.set(hour, objects);
        objects.push({ key, etag });
      }
      return hours;
    },
    async compacted({ listKey, digest }) {
      const objects = listSchema.parse(JSON.parse(await getText(listKey))).map(([key, etag]) => ({ key, etag }));
      assertThat(hourDigest(objects) === digest, `${listKey} is not the list that its lake document names`);
      return objects;
    },
    async storeCompacted(run, hour, objects) {
      const text = JSON.stringify(objects.map(({ key, etag }) => [key, etag]));
      // Two selections of one run cannot differ, but a run that began twice under one name would overwrite a list in force.
      const listKey = `plays_compaction/hours/${hour}/${run}-${sha256Hex(text).slice(0, 16)}.json`;
      return { listKey: await putJson(listKey, text), objects: objects.length, digest: hourDigest(objects) };
    },
    storeInputs: (run, inputs) => storeInputs(options, run, inputs),
    async storePlan(plan) {
      await putJson(planKey(plan.lease.run), JSON.stringify(plan));
    },
    plan: async (run): Promise<CompactionPlan> => planSchema.parse(JSON.parse(await getText(planKey(run)))),
    async drop(run) {
      for (const folder of RUN_FOLDERS)
        await deleteKeys(s3, lakeBucket, await listKeys(s3, lakeBucket, `${folder}/compaction_run=${run}`));
    },
  };
}

const planKey = (run: string) => `plays_compaction/plans/${run}.json`;

async function storeInputs(
  { s3, lakeBucket, openDatabase }: CompactionLakeOptions,
  run: string,
  { selected, seals }: { readonly selected: readonly LandingObject[]; readonly seals: readonly SealMark[] },
): Promise<void> {
  const database = await openDatabase();
  try {
    const write = async (table: string, columns: readonly Column[], rows: readonly (readonly DuckDBValue[])[]) => {
      const path = await writeParquet(database, table, columns, rows);
      await uploadFile(s3, { bucket: lakeBucket, key: `${table}/compaction_run=${run}/${table}.parquet` }, path);
    };
    await write(
      'plays_selected',
      [['landing_object', VARCHAR]],
      selected.map(({ key }) => [key]),
    );
    await write(
      'plays_seals',
      SEAL_COLUMNS,
      seals.map((seal) => [
        seal.countryId,
        BigInt(seal.periodStartMs),
        BigInt(seal.periodEndMs),
        BigInt(seal.cutoffAtMs),
        BigInt(seal.throughRun),
      ]),
    );
  } finally {
    await database.close();
  }
}

type Column = readonly [name: string, type: DuckDBType];
const SEAL_COLUMNS: readonly Column[] = [
  ['country_id', VARCHAR],
  ['period_start_ms', BIGINT],
  ['period_end_ms', BIGINT],
  ['cutoff_at_ms', BIGINT],
  ['through_run', BIGINT],
];

/** Writes rows to a Parquet file of the database's folder; answers its path. */
async function writeParquet(
  database: WorkDatabase,
  table: string,
  columns: readonly Column[],
  rows: readonly (readonly DuckDBValue[])[],
): Promise<string> {
  const connection = await database.connect();
  await connection.run(
    `create table ${table} (${columns.map(([name, type]) => `${name} ${type.toString()}`).join(', ')})`,
  );
  const buffer = new ChunkBuffer(
    await connection.createAppender(table),
    columns.map(([, type]) => type),
  );
  for (const row of rows) buffer.append(row);
  buffer.close();
  const path = join(database.directory, `${table}.parquet`);
  await connection.run(`copy ${table} to ${sqlText(path)} (format parquet)`);
  return path;
}
