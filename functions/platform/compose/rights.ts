import type { SnapshotStore } from '#kernel/snapshot';
import { snapshotStore } from '#platform/compose/snapshots';
import { BRIDGE_SNAPSHOTS, WEIGHT_SNAPSHOTS } from '#rights/snapshot-families';

/** The bridge; the close uses it as its `RightsSnapshots`. */
export function bridgeStore(): SnapshotStore {
  return snapshotStore(BRIDGE_SNAPSHOTS);
}

/** The rights-type weights; the close uses them as its `RightsSnapshots`. */
export function weightStore(): SnapshotStore {
  return snapshotStore(WEIGHT_SNAPSHOTS);
}
