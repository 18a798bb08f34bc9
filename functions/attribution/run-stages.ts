/** Tables of the lake whose files a run writes, each under `<table>/period_id=<id>/run=<run>/`. */
export const STAGE_TABLES = [
  'flagged_plays',
  'track_plays',
  'ineligible_tracks',
  'period_weights',
  'period_shares',
  'period_gaps',
  'period_rates',
  'attribution_lines',
  'line_groups',
  'release_lines',
  'correction_lines',
] as const;

export type StageTable = (typeof STAGE_TABLES)[number];

/** A run of a period by name alone; a `RunOf` is one, too. */
export interface StagedRun {
  readonly inputs: { readonly periodId: string };
  readonly run: string;
}

/** What of a run is written. Athena writes into an empty place only and never takes anything back; this knows where it stands. */
export interface RunStages {
  /**
   * Does the work of a stage unless it is done. `token` names this try: it is new after a failed query, whose leftovers are gone
   * by then, and after a drop. A query that still runs leaves everything as it is.
   */
  once(
    of: StagedRun,
    stage: string,
    tables: readonly StageTable[],
    work: (token: string) => Promise<void>,
  ): Promise<void>;
  drop(of: { readonly periodId: string; readonly run: string }): Promise<void>;
}
