import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantControlWrite } from '#infra/constructs/control-grants';
import { grantObjectRead } from '#infra/constructs/object-grants';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** The importer of daily exchange rates, for the machine `ingest-drop`; it writes its own book alone. */
export function addRatesImporter(scope: Construct, { controlTable, lakeBucket }: StorageStack) {
  const importRates = new RoyaltyFunction(scope, 'ImportRates', {
    file: 'functions/exchange/handlers/import-rates.ts',
    errorImpact: 'holders who are paid in another currency than they earned in wait for the day’s rates',
    timeout: Duration.minutes(15),
    environment: { CONTROL_TABLE: controlTable.tableName, LAKE_BUCKET: lakeBucket.bucketName },
  });
  grantControlWrite(controlTable, importRates, ['FX#*']);
  grantObjectRead(lakeBucket, importRates, 'archive/');
  return { ImportRates: importRates };
}
