import { BRIDGE_COLUMNS, openPortionWorkbench, WEIGHT_COLUMNS } from '#rights/adapters/duckdb-portion-workbench';
import type { OpenPortionWorkbench } from '#rights/workbench';

/** Apart from the stores, since only what carries DuckDB may import it. */
export const openBridgeWorkbench: OpenPortionWorkbench = () => openPortionWorkbench(BRIDGE_COLUMNS);
export const openWeightWorkbench: OpenPortionWorkbench = () => openPortionWorkbench(WEIGHT_COLUMNS);
