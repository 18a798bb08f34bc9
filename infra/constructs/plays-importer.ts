import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantControlWrite } from '#infra/constructs/control-grants';
import { grantObjectRead, grantObjectWrite } from '#infra/constructs/object-grants';
import { alarmOnQuarantine } from '#infra/constructs/plays-alarms';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** The importer of dropped plays, for the machine `ingest-drop`; its scratch space holds what is about to land. */
export function addPlaysImporter(scope: Construct, { controlTable, lakeBucket }: StorageStack) {
  const importPlays = new RoyaltyFunction(scope, 'ImportPlays', {
    file: 'functions/plays/handlers/import-plays.ts',
    errorImpact: 'dropped plays do not count and are not paid',
    timeout: Duration.minutes(15),
    memoryMegabytes: 3008,
    scratchMegabytes: 10_240,
    environment: { CONTROL_TABLE: controlTable.tableName, LAKE_BUCKET: lakeBucket.bucketName },
    nodeModules: ['@duckdb/node-api'],
  });
  grantControlWrite(controlTable, importPlays, ['PLAYDROP#*']);
  grantObjectRead(lakeBucket, importPlays, 'archive/');
  grantObjectWrite(lakeBucket, importPlays, 'plays_landing/');
  grantObjectWrite(lakeBucket, importPlays, 'plays_quarantined/');
  alarmOnQuarantine(importPlays);
  return { ImportPlays: importPlays };
}
