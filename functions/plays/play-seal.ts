import { canonicalJson, type Json } from '#kernel/canonical-json';
import { sha256Hex } from '#kernel/digest';
import { RoyaltyError } from '#kernel/errors';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';
import type { SealMark } from '#plays/compaction-ports';
import { HORIZON_MILLISECONDS } from '#plays/play-identity';
import type { LakeObject, PlaySeal } from '#plays/ports';

/** A country-period as the close names it. Times are milliseconds since the epoch; the period is `[start, end)` (R1). */
export interface SealRequest {
  readonly periodId: string;
  readonly countryId: string;
  readonly periodStartMs: number;
  readonly periodEndMs: number;
  readonly cutoffAtMs: number;
}

/**
 * The beginning of a seal, and with it its content: the winners of one document of the lake, on time. Whatever comes after only
 * writes down what was fixed here, so it may run twice, or crash anywhere, and still say the same.
 */
export interface BegunSeal extends SealRequest, SealMark {
  /** Document of the lake whose winners are sealed; absent when there was none. */
  readonly lakeKey?: string;
  /** How often its query failed; each try writes to a run of its own. */
  readonly failures: number;
  readonly begunAt: Instant;
}

/** Counts of a period, by `played_at`’s month and country (Counts of a period). */
export interface PeriodCounts {
  readonly latePlays: number;
  readonly quarantinedPlays: number;
  readonly duplicatePlays: number;
  /** Duplicates whose content differs from the winner's (R6). */
  readonly conflictingPlays: number;
}

/** What was written is not one row per play: nothing is sealed. */
export class SealNotProven extends RoyaltyError {
  override readonly name = 'SealNotProven';
}

/** A second seal asks for another period under the same id. */
export class SealConflict extends RoyaltyError {
  override readonly name = 'SealConflict';
}

export function sealRun({ failures }: Pick<BegunSeal, 'failures'>): string {
  return `s${failures + 1}`;
}

/**
 * Arrivals among which a period's quarantined plays are counted, both ends included: less than the horizon of R6 from the period on either
 * side, and none after the seal began. What a clock dates further from its own arrival than that is of no month; it stays in the
 * quarantine and in its alarm. Without the bound every seal would look through every hour there ever was.
 */
export function quarantineWindow({
  periodStartMs,
  periodEndMs,
  begunAt,
}: Pick<BegunSeal, 'periodStartMs' | 'periodEndMs' | 'begunAt'>): {
  readonly firstMs: number;
  readonly lastMs: number;
} {
  const firstMs = periodStartMs - HORIZON_MILLISECONDS;
  return { firstMs, lastMs: Math.min(millisecondsOf(begunAt), periodEndMs + HORIZON_MILLISECONDS - 1) };
}

/** The play manifest as canonical JSON: every object with checksum and row count, and the counts of the period (R3). */
export function playManifest(
  begun: BegunSeal,
  objects: readonly LakeObject[],
  counts: PeriodCounts,
): { readonly text: string; readonly hash: string; readonly key: string; readonly plays: number } {
  const plays = objects.reduce((sum, { rows }) => sum + rows, 0);
  const manifest: Json = {
    period_id: begun.periodId,
    country_id: begun.countryId,
    period_start: instantOf(begun.periodStartMs),
    period_end: instantOf(begun.periodEndMs),
    cutoff_at: instantOf(begun.cutoffAtMs),
    table: 'plays_sealed',
    run: sealRun(begun),
    through_compaction_run: begun.throughRun,
    sealed_at: begun.begunAt,
    plays,
    late_plays: counts.latePlays,
    quarantined_plays: counts.quarantinedPlays,
    duplicate_plays: counts.duplicatePlays,
    conflicting_plays: counts.conflictingPlays,
    objects: objects.map(({ key, rows, bytes, etag }) => ({ key, rows, bytes, etag })),
  };
  const text = canonicalJson(manifest);
  const hash = sha256Hex(text);
  return { text, hash, key: `play_manifests/period_id=${begun.periodId}/${hash}.json`, plays };
}

export function completeSeal(
  begun: BegunSeal,
  manifest: ReturnType<typeof playManifest>,
  { objects, counts }: { readonly objects: readonly LakeObject[]; readonly counts: PeriodCounts },
): PlaySeal {
  return {
    periodId: begun.periodId,
    run: sealRun(begun),
    manifestKey: manifest.key,
    manifestHash: manifest.hash,
    objects,
    plays: manifest.plays,
    latePlays: counts.latePlays,
    quarantinedPlays: counts.quarantinedPlays,
    duplicatePlays: counts.duplicatePlays,
    sealedAt: begun.begunAt,
  };
}
