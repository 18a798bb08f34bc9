/** Where the catalogue stands: its name in keys of the control table, and its files in the lake. */
export const CATALOG_SNAPSHOTS = { prefix: 'CATALOG', folder: 'catalog', file: 'tracks.parquet' } as const;
