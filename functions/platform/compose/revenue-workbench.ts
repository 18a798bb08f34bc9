/** Apart from the store, since only what carries DuckDB may import it. */
export { openRevenueWorkbench } from '#revenue/adapters/duckdb-revenue-workbench';
