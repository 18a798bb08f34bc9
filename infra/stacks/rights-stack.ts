import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantControlRead } from '#infra/constructs/control-grants';
import { grantObjectRead } from '#infra/constructs/object-grants';
import { addRightsTables } from '#infra/constructs/rights-tables';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** Rights: the lake's tables of bridge and weights, and the question about the deal in force. */
export class RightsStack extends Stack {
  constructor(scope: Construct, id: string, props: { readonly storage: StorageStack; readonly api: ApiStack }) {
    super(scope, id, { description: 'Pennywhistle: rights bridge and type weights' });
    const { controlTable, lakeBucket, glueDatabaseName } = props.storage;
    addRightsTables(this, { bucketName: lakeBucket.bucketName, database: glueDatabaseName });
    const getTrackRights = new RoyaltyFunction(this, 'GetTrackRights', {
      file: 'functions/rights/handlers/get-track-rights.ts',
      errorImpact: 'nobody can see which deal is in force for a track',
      memoryMegabytes: 1024,
      scratchMegabytes: 4096,
      environment: { CONTROL_TABLE: controlTable.tableName, LAKE_BUCKET: lakeBucket.bucketName },
      nodeModules: ['@duckdb/node-api'],
    });
    grantControlRead(controlTable, getTrackRights, ['RIGHTS#CURRENT', 'WEIGHTS#CURRENT']);
    grantObjectRead(lakeBucket, getTrackRights, 'rights_bridge/');
    grantObjectRead(lakeBucket, getTrackRights, 'type_weights/');
    props.api.addRoute('GET', '/v1/tracks/{track_id}/rights', getTrackRights);
  }
}
