import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { grantAthena } from '#infra/constructs/athena-grants';
import { grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import {
  grantObjectList,
  grantObjectRead,
  grantObjectReplace,
  grantObjectWrite,
} from '#infra/constructs/object-grants';
import { addPlayLakeTables } from '#infra/constructs/play-lake-tables';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { RoyaltyStateMachine } from '#infra/constructs/royalty-state-machine';
import { physicalName } from '#infra/constructs/stage';
import type { StorageStack } from '#infra/stacks/storage-stack';

const STALE = 'plays that landed are not in the play tables; at a cutoff the month cannot be sealed';
const UNSEALED = 'the plays of a country-period cannot be fixed, and nobody there is paid for the month';
/** What a run of compaction writes before it counts, and what is dropped of one that does not. */
const RUN_TABLES = ['plays_selected', 'plays_seals', 'play_arrivals', 'plays'] as const;
const RECORDS = 'plays_compaction/';

export interface PlayLake {
  readonly compactPlays: RoyaltyStateMachine;
  readonly sealPlays: RoyaltyFunction;
  readonly flagFraud: RoyaltyFunction;
}

/** From landed plays to the play tables, hourly and at every cutoff, and from there to the sealed plays of a period. */
export function addPlayLake(scope: Construct, storage: StorageStack): PlayLake {
  const { lakeBucket, glueDatabaseName } = storage;
  addPlayLakeTables(scope, { bucketName: lakeBucket.bucketName, database: glueDatabaseName });
  const compactPlays = new RoyaltyStateMachine(scope, 'compact-plays', {
    errorImpact: STALE,
    timeout: Duration.hours(12),
    functions: {
      BeginCompaction: beginCompaction(scope, storage),
      CompactPlays: queryingStep(scope, storage, 'CompactPlays', 'compact-plays'),
      RegisterRun: queryingStep(scope, storage, 'RegisterRun', 'register-run'),
      AbandonCompaction: abandonCompaction(scope, storage),
    },
  });
  new Rule(scope, 'Compaction', {
    ruleName: physicalName(scope, 'royalty-compact-plays'),
    schedule: Schedule.rate(Duration.hours(1)),
    targets: [new SfnStateMachine(compactPlays)],
  });
  return { compactPlays, sealPlays: sealPlays(scope, storage), flagFraud: flagFraud(scope, storage) };
}

function step(
  scope: Construct,
  storage: StorageStack,
  id: string,
  { file, errorImpact, isNative = true }: { file: string; errorImpact: string; isNative?: boolean },
): RoyaltyFunction {
  const { controlTable, lakeBucket, athenaWorkgroupName, glueDatabaseName } = storage;
  return new RoyaltyFunction(scope, id, {
    file: `functions/plays/handlers/${file}.ts`,
    errorImpact,
    timeout: Duration.minutes(15),
    memoryMegabytes: 1024,
    environment: {
      CONTROL_TABLE: controlTable.tableName,
      LAKE_BUCKET: lakeBucket.bucketName,
      ATHENA_WORKGROUP: athenaWorkgroupName,
      GLUE_DATABASE: glueDatabaseName,
    },
    ...(isNative && { nodeModules: ['@duckdb/node-api'] }),
  });
}

function beginCompaction(scope: Construct, storage: StorageStack): RoyaltyFunction {
  const { controlTable, lakeBucket } = storage;
  const fn = step(scope, storage, 'BeginCompaction', { file: 'begin-compaction', errorImpact: STALE });
  grantControlWrite(controlTable, fn, ['COMPACTION#*']);
  grantControlRead(controlTable, fn, ['SEAL#*']);
  grantObjectList(lakeBucket, fn);
  grantObjectWrite(lakeBucket, fn, RECORDS);
  for (const table of RUN_TABLES) grantObjectReplace(lakeBucket, fn, `${table}/compaction_run=`);
  return fn;
}

function queryingStep(scope: Construct, storage: StorageStack, id: string, file: string): RoyaltyFunction {
  const fn = step(scope, storage, id, { file, errorImpact: STALE });
  grantControlWrite(storage.controlTable, fn, ['COMPACTION#*']);
  grantObjectWrite(storage.lakeBucket, fn, RECORDS);
  grantAthena(fn, storage, {
    reads: ['plays_landing', 'plays_selected', 'plays_seals'],
    writes: ['play_arrivals', 'plays'],
  });
  return fn;
}

function abandonCompaction(scope: Construct, storage: StorageStack): RoyaltyFunction {
  const { controlTable, lakeBucket } = storage;
  const fn = step(scope, storage, 'AbandonCompaction', { file: 'abandon-compaction', errorImpact: STALE });
  grantControlWrite(controlTable, fn, ['COMPACTION#*']);
  grantObjectList(lakeBucket, fn);
  grantObjectRead(lakeBucket, fn, RECORDS);
  for (const table of RUN_TABLES) grantObjectReplace(lakeBucket, fn, `${table}/compaction_run=`);
  return fn;
}

function sealPlays(scope: Construct, storage: StorageStack): RoyaltyFunction {
  const { controlTable, lakeBucket } = storage;
  const fn = step(scope, storage, 'SealPlays', { file: 'seal-plays', errorImpact: UNSEALED, isNative: false });
  grantControlWrite(controlTable, fn, ['SEAL#*', 'COMPACTION#*']);
  grantObjectRead(lakeBucket, fn, RECORDS);
  grantObjectWrite(lakeBucket, fn, 'play_manifests/');
  grantAthena(fn, storage, {
    reads: ['plays', 'play_arrivals', 'plays_quarantined'],
    writes: ['plays_sealed'],
  });
  return fn;
}

function flagFraud(scope: Construct, storage: StorageStack): RoyaltyFunction {
  const { controlTable, lakeBucket } = storage;
  const fn = step(scope, storage, 'FlagFraud', {
    file: 'flag-fraud',
    errorImpact: 'a country-period is not searched for fraud, and its close waits',
    isNative: false,
  });
  grantControlWrite(controlTable, fn, ['FRAUD#*']);
  grantControlRead(controlTable, fn, ['SEAL#*']);
  grantObjectRead(lakeBucket, fn, 'play_manifests/');
  grantAthena(fn, storage, { reads: ['plays_sealed'], writes: ['fraud_flags'] });
  return fn;
}
