import { AthenaClient } from '@aws-sdk/client-athena';
import { DeleteItemCommand, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { LocalCloud } from '#infra/local/local-cloud';
import { parseCountry } from '#kernel/country';
import { sha256Hex } from '#kernel/digest';
import { BrokenInvariant } from '#kernel/errors';
import { parseCountryPeriod } from '#kernel/market/country-period';
import { type Clock, instantOf, millisecondsOf } from '#kernel/time/clock';
import { AthenaQueries } from '#platform/clients/athena-queries';
import { openWorkDatabase } from '#platform/clients/duckdb';
import { deleteKeys, listKeys, makeWorkDirectory } from '#platform/clients/s3-files';
import { createCompactionQueries } from '#plays/adapters/athena-compaction-queries';
import { createSealQueries } from '#plays/adapters/athena-seal-queries';
import { createFlagBook } from '#plays/adapters/control-flag-book';
import { createLakeHeads } from '#plays/adapters/control-lake-heads';
import { createSealBook } from '#plays/adapters/control-seal-book';
import { createPlayLanding } from '#plays/adapters/duckdb-play-landing';
import { createCompactionLake } from '#plays/adapters/s3-compaction-lake';
import { createLakeDocuments } from '#plays/adapters/s3-lake-documents';
import { createSealLake } from '#plays/adapters/s3-seal-lake';
import type { PlayLanding } from '#plays/intake-ports';
import { arrivalHourOf, type LandedPlay, landingKey, linePosition } from '#plays/landing';
import type { SealRequest } from '#plays/play-seal';
import { beginCompaction } from '#plays/steps/begin-compaction';
import { compactPlays } from '#plays/steps/compact-plays';
import { registerRun } from '#plays/steps/register-run';
import { clientOptions } from '#test/support/local-cloud';
import { at } from '#test/support/plays/play-builders';

export type PlayToLand = Partial<Omit<LandedPlay, 'landingObject' | 'countryId'>> & { readonly countryId?: string };

/** A qualified play in the US on the last day of April, in time, unless told otherwise. */
export function aLandedPlay(overrides: PlayToLand = {}): Omit<LandedPlay, 'landingObject'> {
  const { countryId: code = 'US', ...rest } = overrides;
  const countryId = parseCountry(code);
  if (countryId === undefined) throw new BrokenInvariant(`${code} is no country; US would be right`);
  const play = {
    playId: 'p1',
    userId: 'u1',
    trackId: 't1',
    countryId,
    playedAtMs: at('2025-04-30T12:00:00Z'),
    durationPlayedSeconds: 180,
    contextType: 'playlist',
    sourcePlaylistId: null,
    deviceId: null,
    isRoyaltyEligible: (rest.durationPlayedSeconds ?? 180) >= 30,
    ingestedAtMs: at('2025-04-30T12:05:00Z'),
    source: 'shard-0',
    ...rest,
  } as const;
  const { ingestedAtMs: _, source: __, position: ___, ...content } = { position: '', ...play };
  return {
    ...play,
    position: rest.position ?? linePosition(play.ingestedAtMs),
    contentHash: rest.contentHash ?? sha256Hex(JSON.stringify(content)).slice(0, 32),
  };
}

/** A country-period with seven days of grace, as the close asks for its seal. */
export function thePeriod(periodId: string): SealRequest {
  const period = parseCountryPeriod(periodId);
  if (period === undefined) throw new BrokenInvariant(`${periodId} is no period; US_2025_04 would be right`);
  const periodEndMs = millisecondsOf(period.periodEnd);
  return {
    periodId,
    countryId: period.country,
    periodStartMs: millisecondsOf(period.periodStart),
    periodEndMs,
    cutoffAtMs: periodEndMs + 7 * 86_400_000,
  };
}

/** Lands rows as one batch of each source. */
export async function landRows(
  landing: PlayLanding,
  name: string,
  rows: readonly Omit<LandedPlay, 'landingObject'>[],
): Promise<void> {
  const stage = await landing.open();
  await stage.addPlays(
    rows.map((row) => ({
      ...row,
      landingObject: landingKey('plays_landing', arrivalHourOf(row.ingestedAtMs), {
        kind: 'stream',
        name: `${name}-${row.source}`,
        first: '0',
        last: '9',
      }),
    })),
  );
  await stage.publish();
  await stage.close();
}

/** The play lake of a cloud, driven step by step with its real adapters. */
export function playLakeDesk(cloud: LocalCloud) {
  const s3 = new S3Client(clientOptions(cloud));
  const dynamodb = new DynamoDBClient(clientOptions(cloud));
  const athena = new AthenaQueries(
    { athena: new AthenaClient(clientOptions(cloud)), s3 },
    { workgroup: 'royalty', database: 'royalty_lake', bucket: 'royalty-lake' },
  );
  const lakeBucket = 'royalty-lake';
  const controlTable = 'royalty-control';
  const openDatabase = async () => openWorkDatabase(await makeWorkDirectory(), 256);
  const clock: Clock = { now: () => instantOf(cloud.context.clock.now()) };
  const heads = createLakeHeads({ dynamodb, controlTable });
  const book = createSealBook({ dynamodb, controlTable, s3, lakeBucket, heads });
  const ports = {
    clock,
    heads,
    documents: createLakeDocuments({ s3, lakeBucket }),
    lake: createCompactionLake({ s3, lakeBucket, openDatabase }),
    queries: createCompactionQueries(athena),
    seals: book,
  };
  return {
    s3,
    athena,
    ports,
    flagBook: createFlagBook({ dynamodb, controlTable }),
    sealPorts: {
      clock,
      book,
      documents: ports.documents,
      queries: createSealQueries(athena),
      objects: createSealLake({ s3, lakeBucket }),
    },
    /** Lands rows as one batch of each source, named `name`; a batch of the same name, source and hours overwrites itself. */
    async land(name: string, rows: readonly Omit<LandedPlay, 'landingObject'>[]): Promise<void> {
      await landRows(createPlayLanding({ s3, lakeBucket, openDatabase }), name, rows);
    },
    /** One run from beginning to end; `undefined` when there is nothing to compact. */
    async compact(holder = 'test', mergedRuns = 24) {
      const begun = await beginCompaction(holder, ports, { objectsMax: 1000, hoursMax: 100, mergedRuns });
      if (begun.kind !== 'selected') return undefined;
      await compactPlays(begun.run, ports);
      return await registerRun(begun.run, ports);
    },
    /** Empties the lake for the next test; run numbers go on, since their queries are known by name. */
    async clear(): Promise<void> {
      await deleteKeys(s3, lakeBucket, await listKeys(s3, lakeBucket, 'play'));
      for (const { periodId } of await book.marks())
        await dynamodb.send(
          new DeleteItemCommand({ TableName: controlTable, Key: marshall({ pk: 'SEAL#PERIODS', sk: periodId }) }),
        );
      await dynamodb.send(
        new UpdateItemCommand({
          TableName: controlTable,
          Key: marshall({ pk: 'COMPACTION#PLAYS', sk: 'HEAD' }),
          UpdateExpression: 'remove lake_key, lake_version, last_run, seals, lease_run, lease_holder, lease_until_ms',
        }),
      );
    },
    async text(Key: string): Promise<string> {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: lakeBucket, Key }));
      return (await Body?.transformToString()) ?? '';
    },
    async lake() {
      return await ports.documents.read((await heads.head()).lakeKey);
    },
    close() {
      s3.destroy();
      dynamodb.destroy();
    },
  };
}
