/** R6: an arrival less than this after another one under its id is its duplicate. */
export const HORIZON_MILLISECONDS = 120 * 86_400_000;

/** Folders that one UNLOAD may write to. */
export const PARTITIONS_MAX = 100;
