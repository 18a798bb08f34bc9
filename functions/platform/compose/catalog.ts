import { CATALOG_SNAPSHOTS } from '#catalog/snapshot-family';
import type { SnapshotStore } from '#kernel/snapshot';
import { snapshotStore } from '#platform/compose/snapshots';

/** The catalogue; reports use it as their `CatalogSnapshots`. */
export function catalogStore(): SnapshotStore {
  return snapshotStore(CATALOG_SNAPSHOTS);
}
