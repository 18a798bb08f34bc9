import { z } from 'zod';
import { digestOf } from '#kernel/digest';
import { assertThat } from '#kernel/errors';

/** What one compaction run added to the play lake. */
export interface PlayRun {
  /** Partition `compaction_run` of `play_arrivals`; the parts of `plays` append their number. */
  readonly run: string;
  /** Runs are numbered in the order in which they began; a number is never given twice. */
  readonly number: number;
  /** 0: compacted from landing objects; one more than the runs that were merged into it. */
  readonly tier: number;
  /** Folders of `plays` that the run wrote: an UNLOAD opens at most a hundred partitions. */
  readonly parts: number;
  /** The latest arrival that the run judged, milliseconds since the epoch: a later run that looks back less far skips it. */
  readonly ingestedToMs: number;
  readonly plays: number;
  readonly duplicates: number;
  readonly conflicts: number;
  /** Former winners that an earlier arrival, processed later, has beaten. */
  readonly superseded: number;
}

/** The landing objects of one hour that were compacted: how many, and where they are listed. */
export interface CompactedHour {
  /** Key of a JSON list of `[key, etag]`. */
  readonly listKey: string;
  readonly objects: number;
  /** `hourDigest` of the list. */
  readonly digest: string;
}

/**
 * The play tables as they stand: what a query may read, and which landing objects it stands for. One immutable document; a run
 * counts from the moment the head names the document that lists it.
 */
export interface PlayLake {
  readonly version: number;
  /** Ascending by number. */
  readonly runs: readonly PlayRun[];
  readonly hours: Readonly<Record<string, CompactedHour>>;
}

export const EMPTY_LAKE: PlayLake = { version: 0, runs: [], hours: {} };

/** A run that no table holds: a list of runs in SQL cannot be empty. */
export const NO_RUN = 'none';

const NUMBER_DIGITS = 12;

/** `r000000000007`: sorts as its number. */
export function runName(number: number): string {
  return `r${String(number).padStart(NUMBER_DIGITS, '0')}`;
}

/** Partition of `plays` for one part of a run. */
export function partName(run: string, part: number): string {
  return `${run}-${String(part).padStart(2, '0')}`;
}

/** The partitions of `play_arrivals` that a query must name. */
export function arrivalRuns({ runs }: Pick<PlayLake, 'runs'>): readonly string[] {
  return runs.length === 0 ? [NO_RUN] : runs.map(({ run }) => run);
}

/** The partitions of `plays` that a query must name. */
export function playParts({ runs }: Pick<PlayLake, 'runs'>): readonly string[] {
  const parts = runs.flatMap(({ run, parts }) => Array.from({ length: parts }, (_, part) => partName(run, part)));
  return parts.length === 0 ? [NO_RUN] : parts;
}

/** The runs that judged an arrival at or after the instant, milliseconds since the epoch. */
export function runsWithin({ runs }: Pick<PlayLake, 'runs'>, fromMs: number): readonly PlayRun[] {
  return runs.filter(({ ingestedToMs }) => ingestedToMs >= fromMs);
}

/** One landing object as a listing shows it. A batch that lands again under its key has another tag, or the same bytes. */
export interface LandingObject {
  readonly key: string;
  readonly etag: string;
}

/** Equal for equal sets of objects, in whatever order they are listed. */
export function hourDigest(objects: readonly LandingObject[]): string {
  return digestOf(objects.map(({ key, etag }) => `${key} ${etag}`).sort());
}

/**
 * The oldest runs of the lowest tier that has `count` of them, which become one of the next: so a query names few runs and their
 * files grow. None while every tier has fewer.
 */
export function mergeableRuns({ runs }: Pick<PlayLake, 'runs'>, count: number): readonly PlayRun[] {
  const tiers = [...new Set(runs.map(({ tier }) => tier))].sort((a, b) => a - b);
  const full = tiers.map((tier) => runs.filter((run) => run.tier === tier)).find(({ length }) => length >= count);
  return full?.slice(0, count) ?? [];
}

/** The lake after runs were merged: the one run says what they said together, and they are read no more. */
export function withMerged(lake: PlayLake, run: PlayRun, merged: readonly string[]): PlayLake {
  const kept = lake.runs.filter((standing) => !merged.includes(standing.run));
  assertThat(kept.length + merged.length === lake.runs.length, `${merged.join(', ')} are not all runs of the lake`);
  return withRun({ ...lake, runs: kept }, run, {});
}

/** The lake after a run: its outputs count and its hours are compacted, by one new document. */
export function withRun(lake: PlayLake, run: PlayRun, hours: Readonly<Record<string, CompactedHour>>): PlayLake {
  const last = lake.runs.at(-1)?.number ?? 0;
  assertThat(run.number > last, `Run ${run.number} would follow run ${last}; numbers only grow`);
  return { version: lake.version + 1, runs: [...lake.runs, run], hours: { ...lake.hours, ...hours } };
}

const count = z.number().int().nonnegative();
const lakeSchema = z.object({
  version: count,
  runs: z.array(
    z.object({
      run: z.string(),
      number: count,
      tier: count,
      parts: count,
      ingestedToMs: count,
      plays: count,
      duplicates: count,
      conflicts: count,
      superseded: count,
    }),
  ),
  hours: z.record(z.string(), z.object({ listKey: z.string(), objects: count, digest: z.string() })),
});

/** Reads the document that `withRun` made, as JSON. */
export function parsePlayLake(text: string): PlayLake {
  return lakeSchema.parse(JSON.parse(text));
}
