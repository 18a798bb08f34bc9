import type { Construct } from 'constructs';
import { addLakeTable, type Columns, INJECTED, type Lake } from '#infra/constructs/lake-table';

const TIMES: Columns = { effective_from_ms: 'bigint', effective_to_ms: 'bigint', dropped_to_ms: 'bigint' };
const RIGHTS_BRIDGE: Columns = {
  track_id: 'string',
  rights_type: 'string',
  holder_id: 'string',
  share: 'decimal(6,5)',
  ...TIMES,
};
const TYPE_WEIGHTS: Columns = { country: 'string', rights_type: 'string', weight: 'decimal(6,5)', ...TIMES };

/**
 * The lake's tables of the bridge and the weights. Every version holds the whole history, so two of them together would pay
 * twice: the injected partition `version` makes Athena refuse a query that does not name exactly which.
 */
export function addRightsTables(scope: Construct, lake: Lake): void {
  const partitions = { version: INJECTED };
  addLakeTable(scope, lake, { id: 'RightsBridge', name: 'rights_bridge', columns: RIGHTS_BRIDGE, partitions });
  addLakeTable(scope, lake, { id: 'TypeWeights', name: 'type_weights', columns: TYPE_WEIGHTS, partitions });
}
