/** Where the bridge stands: its name in keys of the control table, and its files in the lake. */
export const BRIDGE_SNAPSHOTS = { prefix: 'RIGHTS', folder: 'rights_bridge', file: 'bridge.parquet' } as const;
/** Where the rights-type weights stand. */
export const WEIGHT_SNAPSHOTS = { prefix: 'WEIGHTS', folder: 'type_weights', file: 'weights.parquet' } as const;
