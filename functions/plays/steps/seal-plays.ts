import type { Clock } from '#kernel/time/clock';
import type { LakeDocuments } from '#plays/compaction-ports';
import { CLOCK_AHEAD_MINUTES_MAX } from '#plays/play';
import { arrivalRuns, playParts, runsWithin } from '#plays/play-lake';
import {
  type BegunSeal,
  completeSeal,
  playManifest,
  SealConflict,
  SealNotProven,
  type SealRequest,
} from '#plays/play-seal';
import type { LakeObject, PlaySeal } from '#plays/ports';
import type { SealBook, SealLake, SealQueries } from '#plays/seal-ports';

export interface SealPlaysPorts {
  readonly book: SealBook;
  readonly queries: SealQueries;
  readonly objects: SealLake;
  readonly documents: LakeDocuments;
  readonly clock: Clock;
}

const FOOTERS_MAX = 8;

/**
 * Fixes the plays of a country-period, once (R1, R3): one row per play of the month that arrived before the cutoff, and a manifest
 * that names every object. A second seal answers with the first, when two run at once too. Throws `SealConflict`, `SealNotProven`,
 * `QueryStillRunning`, and `QueryFailed`, after which a next call writes anew.
 */
export async function sealPlays(request: SealRequest, ports: SealPlaysPorts): Promise<PlaySeal> {
  const { book, clock } = ports;
  const standing = await book.find(request.periodId);
  if (standing !== undefined) return standing;
  const begun = await book.begin(request, clock.now());
  refuseOther(request, begun);
  try {
    return await book.complete(await writeSeal(begun, ports));
  } catch (error) {
    if (error instanceof Error && error.name === 'QueryFailed') await book.recordFailure(begun);
    throw error;
  }
}

async function writeSeal(begun: BegunSeal, { queries, objects, documents }: SealPlaysPorts): Promise<PlaySeal> {
  // No play arrives earlier than its clock may run ahead (R2): older runs hold none of the period.
  const fromMs = begun.periodStartMs - CLOCK_AHEAD_MINUTES_MAX * 60_000;
  const runs = runsWithin(await documents.read(begun.lakeKey), fromMs);
  const scope = { begun, runs: arrivalRuns({ runs }), parts: playParts({ runs }) };
  const sealed = await withRows(await queries.writeSealed(scope), objects);
  const manifestRows = sealed.reduce((sum, { rows }) => sum + rows, 0);
  const { rows, plays } = await queries.countSealed(begun);
  if (rows !== manifestRows || plays !== manifestRows)
    throw new SealNotProven(
      `${begun.periodId}: the objects have ${manifestRows} rows, the table ${rows} with ${plays} plays; all three must be equal`,
    );
  const counts = await queries.counts(scope);
  const manifest = playManifest(begun, sealed, counts);
  await objects.storeManifest(manifest.key, manifest.text);
  return completeSeal(begun, manifest, { objects: sealed, counts });
}

async function withRows(
  written: readonly Omit<LakeObject, 'rows'>[],
  objects: SealLake,
): Promise<readonly LakeObject[]> {
  const counted: LakeObject[] = [];
  for (let start = 0; start < written.length; start += FOOTERS_MAX)
    counted.push(
      ...(await Promise.all(
        written.slice(start, start + FOOTERS_MAX).map(async (object) => ({
          ...object,
          rows: await objects.rowsOf(object),
        })),
      )),
    );
  return counted;
}

function refuseOther(request: SealRequest, begun: BegunSeal): void {
  const shape = ({ periodStartMs, periodEndMs, cutoffAtMs, countryId }: SealRequest) =>
    JSON.stringify([countryId, periodStartMs, periodEndMs, cutoffAtMs]);
  if (shape(request) !== shape(begun))
    throw new SealConflict(
      `${request.periodId} was sealed as ${shape(begun)}; a seal as ${shape(request)} cannot follow, a period has one cutoff`,
    );
}
