import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantControlCheck, grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import { grantObjectList, grantObjectRead, grantObjectWrite } from '#infra/constructs/object-grants';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** The importer of collected revenue, for the machine `ingest-drop`; it writes its own snapshots and reads a period's state. */
export function addRevenueImporter(scope: Construct, { controlTable, lakeBucket, eventBus }: StorageStack) {
  const importRevenue = new RoyaltyFunction(scope, 'ImportRevenue', {
    file: 'functions/revenue/handlers/import-revenue.ts',
    errorImpact: 'a month has no collected revenue, and its close waits',
    timeout: Duration.minutes(15),
    memoryMegabytes: 2048,
    scratchMegabytes: 6144,
    environment: {
      CONTROL_TABLE: controlTable.tableName,
      LAKE_BUCKET: lakeBucket.bucketName,
      EVENT_BUS: eventBus.eventBusName,
    },
    nodeModules: ['@duckdb/node-api'],
  });
  grantControlWrite(controlTable, importRevenue, ['REVENUE#*']);
  grantControlCheck(controlTable, importRevenue, ['PERIOD#*']);
  grantControlRead(controlTable, importRevenue, ['PERIOD#COUNTRY#*']);
  grantObjectRead(lakeBucket, importRevenue, 'archive/');
  grantObjectWrite(lakeBucket, importRevenue, 'revenue/');
  grantObjectList(lakeBucket, importRevenue);
  eventBus.grantPutEventsTo(importRevenue);
  return { ImportRevenue: importRevenue };
}
