import { openDuckdbWorkbench } from '#catalog/adapters/duckdb-workbench';
import type { OpenWorkbench } from '#catalog/workbench';

/** Apart from the catalogue itself, since only the import carries DuckDB. */
export const openWorkbench: OpenWorkbench = openDuckdbWorkbench;
