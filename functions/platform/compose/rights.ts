import { dynamodbClient } from '#platform/clients/dynamodb';
import { s3Client } from '#platform/clients/s3';
import { readEnvironment } from '#platform/environment';
import {
  BRIDGE_SNAPSHOTS,
  createLakeSnapshotStore,
  type SnapshotFamily,
  WEIGHT_SNAPSHOTS,
} from '#rights/adapters/lake-snapshot-store';
import type { SnapshotStore } from '#rights/workbench';

/** The bridge; the close uses it as its `RightsSnapshots`. */
export function bridgeStore(): SnapshotStore {
  return snapshotStore(BRIDGE_SNAPSHOTS);
}

/** The rights-type weights; the close uses them as its `RightsSnapshots`. */
export function weightStore(): SnapshotStore {
  return snapshotStore(WEIGHT_SNAPSHOTS);
}

function snapshotStore(family: SnapshotFamily): SnapshotStore {
  const { CONTROL_TABLE, LAKE_BUCKET } = readEnvironment('CONTROL_TABLE', 'LAKE_BUCKET');
  return createLakeSnapshotStore({
    dynamodb: dynamodbClient,
    s3: s3Client,
    controlTable: CONTROL_TABLE,
    lakeBucket: LAKE_BUCKET,
    family,
  });
}
