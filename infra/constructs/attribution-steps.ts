import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantAthena } from '#infra/constructs/athena-grants';
import { grantControlRead } from '#infra/constructs/control-grants';
import {
  grantObjectList,
  grantObjectRead,
  grantObjectReplace,
  grantObjectWrite,
} from '#infra/constructs/object-grants';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import type { StorageStack } from '#infra/stacks/storage-stack';

const UNPAID = 'rights holders of a country are not paid for a month';
/** What a run reads of others. */
const SOURCES = ['plays_sealed', 'fraud_flags', 'rights_bridge', 'type_weights', 'revenue', 'catalog_tracks'];
/** What a run writes of its own, and clears when a query fails or a proof does. */
const RELATIONS = [
  'flagged_plays',
  'track_plays',
  'ineligible_tracks',
  'period_weights',
  'period_shares',
  'period_gaps',
  'period_rates',
  'attribution_lines',
  'line_groups',
];

/** What corrections read beside them. */
const TAKEN = ['plays', 'play_arrivals', 'correction_lines', 'release_lines'];

export interface AttributionSteps {
  readonly TakeCorrections: RoyaltyFunction;
  readonly CountQualified: RoyaltyFunction;
  readonly Attribute: RoyaltyFunction;
  readonly Prove: RoyaltyFunction;
  readonly DropAttribution: RoyaltyFunction;
}

/** The states of `close-period` that belong to attribution, for the machine of the close. */
export function addAttributionSteps(scope: Construct, storage: StorageStack): AttributionSteps {
  const { controlTable, lakeBucket } = storage;
  const countQualified = runStep(scope, storage, 'CountQualified', 'count-qualified');
  const records = ['SEAL#*', 'FRAUD#*', 'RIGHTS#*', 'WEIGHTS#*', 'CATALOG#*', 'REVENUE#*'];
  grantControlRead(controlTable, countQualified, records);
  grantObjectRead(lakeBucket, countQualified, 'play_manifests/');
  grantObjectWrite(lakeBucket, countQualified, 'input_manifests/');
  const attribute = runStep(scope, storage, 'Attribute', 'attribute');
  grantObjectRead(lakeBucket, attribute, 'input_manifests/');
  const prove = runStep(scope, storage, 'Prove', 'prove');
  grantObjectRead(lakeBucket, prove, 'input_manifests/');
  grantObjectWrite(lakeBucket, prove, 'attribution_totals/');
  grantObjectWrite(lakeBucket, prove, 'close_reports/');
  const dropAttribution = attributionFunction(scope, storage, 'DropAttribution', {
    file: 'drop-attribution',
    errorImpact: 'lines that are not proven stay in the lake beside the next try',
  });
  grantRuns(dropAttribution, storage);
  grantObjectList(lakeBucket, dropAttribution);
  return {
    TakeCorrections: takeCorrections(scope, storage),
    CountQualified: countQualified,
    Attribute: attribute,
    Prove: prove,
    DropAttribution: dropAttribution,
  };
}

/** Reads frozen periods and the plays that came since; what it takes is written beside the runs of attribution (R29). */
function takeCorrections(scope: Construct, storage: StorageStack): RoyaltyFunction {
  const { controlTable, lakeBucket } = storage;
  const fn = attributionFunction(scope, storage, 'TakeCorrections', { file: 'take-corrections', errorImpact: UNPAID });
  grantControlRead(controlTable, fn, ['PERIOD#*', 'SEAL#*', 'FRAUD#*', 'RIGHTS#*', 'REVENUE#*']);
  grantAthena(fn, storage, { reads: [...SOURCES, ...RELATIONS, ...TAKEN] });
  for (const prefix of ['input_manifests/', 'play_manifests/', 'plays_compaction/lake/'])
    grantObjectRead(lakeBucket, fn, prefix);
  for (const table of [...RELATIONS, 'correction_lines']) grantObjectReplace(lakeBucket, fn, `${table}/period_id=`);
  grantObjectWrite(lakeBucket, fn, 'attribution_runs/');
  grantObjectWrite(lakeBucket, fn, 'correction_totals/');
  return fn;
}

function runStep(scope: Construct, storage: StorageStack, id: string, file: string): RoyaltyFunction {
  const fn = attributionFunction(scope, storage, id, { file, errorImpact: UNPAID });
  grantAttributionRun(fn, storage);
  return fn;
}

/** Lets a function write and read the relations of a run, from sealed inputs, and know which periods are frozen. */
export function grantAttributionRun(fn: RoyaltyFunction, storage: StorageStack): void {
  grantControlRead(storage.controlTable, fn, ['PERIOD#*']);
  grantAthena(fn, storage, { reads: [...SOURCES, ...RELATIONS] });
  grantObjectRead(storage.lakeBucket, fn, 'catalog/');
  grantRuns(fn, storage);
}

function grantRuns(fn: RoyaltyFunction, { lakeBucket }: StorageStack): void {
  for (const table of [...RELATIONS, 'correction_lines']) grantObjectReplace(lakeBucket, fn, `${table}/period_id=`);
  grantObjectWrite(lakeBucket, fn, 'attribution_runs/');
}

/** A function of attribution: it waits for Athena, so it may take long and needs little. */
export function attributionFunction(
  scope: Construct,
  { controlTable, lakeBucket, athenaWorkgroupName, glueDatabaseName }: StorageStack,
  id: string,
  props: { readonly file: string; readonly errorImpact: string; readonly timeout?: Duration },
): RoyaltyFunction {
  return new RoyaltyFunction(scope, id, {
    file: `functions/attribution/handlers/${props.file}.ts`,
    errorImpact: props.errorImpact,
    timeout: props.timeout ?? Duration.minutes(15),
    memoryMegabytes: 1769,
    environment: {
      CONTROL_TABLE: controlTable.tableName,
      LAKE_BUCKET: lakeBucket.bucketName,
      ATHENA_WORKGROUP: athenaWorkgroupName,
      GLUE_DATABASE: glueDatabaseName,
    },
  });
}
