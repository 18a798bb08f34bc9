import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantControlWrite } from '#infra/constructs/control-grants';
import { grantObjectList, grantObjectRead, grantObjectWrite } from '#infra/constructs/object-grants';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** The importer of fraud flags from outside, for the machine `ingest-drop`; it appends and removes nothing (R7). */
export function addFraudImporter(scope: Construct, { controlTable, lakeBucket }: StorageStack) {
  const importFraudFlags = new RoyaltyFunction(scope, 'ImportFraudFlags', {
    file: 'functions/plays/handlers/import-fraud-flags.ts',
    errorImpact: 'plays that somebody outside found to be fraud are paid',
    timeout: Duration.minutes(15),
    memoryMegabytes: 1024,
    scratchMegabytes: 4096,
    environment: { CONTROL_TABLE: controlTable.tableName, LAKE_BUCKET: lakeBucket.bucketName },
    nodeModules: ['@duckdb/node-api'],
  });
  grantControlWrite(controlTable, importFraudFlags, ['FRAUD#external']);
  grantObjectRead(lakeBucket, importFraudFlags, 'archive/');
  grantObjectWrite(lakeBucket, importFraudFlags, 'fraud_flags/scope=external/');
  grantObjectList(lakeBucket, importFraudFlags);
  return { ImportFraudFlags: importFraudFlags };
}
