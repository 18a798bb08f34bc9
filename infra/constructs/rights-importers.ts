import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import { grantObjectList, grantObjectRead, grantObjectWrite } from '#infra/constructs/object-grants';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** The importers of the bridge and of the weights, for the machine `ingest-drop`; each writes its own snapshots only, and the bridge's looks holders up. */
export function addRightsImporters(scope: Construct, { controlTable, lakeBucket, eventBus }: StorageStack) {
  const importer = (id: string, file: string, errorImpact: string, own: { keys: string; folder: string }) => {
    const fn = new RoyaltyFunction(scope, id, {
      file: `functions/rights/handlers/${file}.ts`,
      errorImpact,
      timeout: Duration.minutes(15),
      memoryMegabytes: 2048,
      scratchMegabytes: 4096,
      environment: { CONTROL_TABLE: controlTable.tableName, LAKE_BUCKET: lakeBucket.bucketName },
      nodeModules: ['@duckdb/node-api'],
    });
    grantControlWrite(controlTable, fn, [`${own.keys}#*`]);
    grantObjectRead(lakeBucket, fn, 'archive/');
    grantObjectWrite(lakeBucket, fn, own.folder);
    grantObjectList(lakeBucket, fn);
    return fn;
  };
  const importRights = importer('ImportRights', 'import-rights', 'plays are attributed by the deals before', {
    keys: 'RIGHTS',
    folder: 'rights_bridge/',
  });
  grantControlRead(controlTable, importRights, ['HOLDER#*']);
  importRights.addEnvironment('EVENT_BUS', eventBus.eventBusName);
  eventBus.grantPutEventsTo(importRights);
  return {
    ImportRights: importRights,
    ImportWeights: importer('ImportWeights', 'import-weights', 'plays are divided by the type weights before', {
      keys: 'WEIGHTS',
      folder: 'type_weights/',
    }),
  };
}
