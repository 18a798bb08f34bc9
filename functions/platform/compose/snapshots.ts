import type { SnapshotStore } from '#kernel/snapshot';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { createLakeSnapshotStore, type SnapshotFamily } from '#platform/clients/lake-snapshots';
import { s3Client } from '#platform/clients/s3';
import { readEnvironment } from '#platform/environment';

/** The snapshots of a family, in this environment's table and lake. */
export function snapshotStore(family: SnapshotFamily): SnapshotStore {
  const { CONTROL_TABLE, LAKE_BUCKET } = readEnvironment('CONTROL_TABLE', 'LAKE_BUCKET');
  return createLakeSnapshotStore({
    dynamodb: dynamodbClient,
    s3: s3Client,
    controlTable: CONTROL_TABLE,
    lakeBucket: LAKE_BUCKET,
    family,
  });
}
