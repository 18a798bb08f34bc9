import { bridgeStore, weightStore } from '#platform/compose/rights';
import { createSnapshotRightsReader } from '#rights/adapters/snapshot-rights-reader';
import type { RightsReader } from '#rights/ports';

/** Apart from the stores, since only what carries DuckDB may import it. */
export function rightsReader(): RightsReader {
  return createSnapshotRightsReader({ bridge: bridgeStore(), weights: weightStore() });
}
