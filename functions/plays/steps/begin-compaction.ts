import { type Clock, millisecondsOf } from '#kernel/time/clock';
import type { CompactionLake, LakeDocuments, LakeHeads, SealMarks } from '#plays/compaction-ports';
import { type CompactedHour, hourDigest, type LandingObject, mergeableRuns, type PlayLake } from '#plays/play-lake';
import { type LandingHour, selectLanding } from '#plays/select-landing';

export interface BeginCompactionPorts {
  readonly heads: LakeHeads;
  readonly documents: LakeDocuments;
  readonly lake: CompactionLake;
  readonly seals: SealMarks;
  readonly clock: Clock;
}

export type BegunCompaction =
  | { readonly kind: 'busy'; readonly run: string }
  | { readonly kind: 'idle' }
  | { readonly kind: 'selected'; readonly run: string; readonly objects: number; readonly hasMore: boolean };

/** A lease outlasts any one call of a run; each call renews it. */
export const LEASE_MILLISECONDS = 30 * 60_000;

/** A day of hourly runs becomes one, and so on: some seventy runs stand at most. */
const LIMITS = { objectsMax: 20_000, hoursMax: 500, mergedRuns: 24 } as const;
const LISTINGS_MAX = 16;

/**
 * Takes the lease and plans a run over the landing objects that no run has compacted, or gives the lease back when there is none;
 * runs that have become many are merged first.
 * The run before, if it crashed, is dropped: what it wrote never counted. Safe to repeat: the same holder begins anew.
 */
export async function beginCompaction(
  holder: string,
  ports: BeginCompactionPorts,
  limits: { readonly objectsMax: number; readonly hoursMax: number; readonly mergedRuns: number } = LIMITS,
): Promise<BegunCompaction> {
  const { heads, lake, clock } = ports;
  const nowMs = millisecondsOf(clock.now());
  const taken = await heads.acquire({ holder, nowMs, untilMs: nowMs + LEASE_MILLISECONDS });
  if (taken.kind === 'busy') return taken;
  const { lease, head, abandoned } = taken;
  if (abandoned !== undefined) await lake.drop(abandoned);
  // Seals are read before the plan is written and counted in the head: one more by the time of the commit, and the run is void.
  const seals = await ports.seals.marks();
  const from = { ...head, seals: seals.length };
  const standing = await ports.documents.read(head.lakeKey);
  const merges = mergeableRuns(standing, limits.mergedRuns).map(({ run }) => run);
  if (merges.length > 0) {
    await lake.storePlan({ lease, from, merges, hours: [] });
    return { kind: 'selected', run: lease.run, objects: 0, hasMore: true };
  }
  const selection = selectLanding(await changedHours(standing, lake), limits);
  if (selection.hours.length === 0) {
    await heads.release(lease.run);
    return { kind: 'idle' };
  }
  const selected = selection.hours.flatMap((hour) => hour.selected);
  await lake.storeInputs(lease.run, { selected, seals });
  const hours = await inBatches(selection.hours, async ({ hour, compacted, selected: chosen }) => ({
    hour,
    compacted: await lake.storeCompacted(lease.run, hour, compacted),
    selected: chosen.length,
  }));
  await lake.storePlan({ lease, from, merges: [], hours });
  return { kind: 'selected', run: lease.run, objects: selected.length, hasMore: selection.isCut };
}

/** The hours whose listing is not what was compacted of them; most are left after one digest. Days are listed whole: hours are many. */
async function changedHours({ hours }: PlayLake, lake: CompactionLake): Promise<readonly LandingHour[]> {
  const changedOn = async (day: string) =>
    [...(await lake.landed(day))].filter(([hour, landed]) => hours[hour]?.digest !== hourDigest(landed));
  const changed = (await inBatches(await lake.landingDays(), changedOn)).flat();
  return await inBatches(changed, async ([hour, landed]) => ({
    hour,
    landed,
    compacted: await listedBefore(hours[hour], lake),
  }));
}

async function listedBefore(
  before: CompactedHour | undefined,
  lake: CompactionLake,
): Promise<readonly LandingObject[]> {
  return before === undefined ? [] : await lake.compacted(before);
}

async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += LISTINGS_MAX)
    results.push(...(await Promise.all(items.slice(start, start + LISTINGS_MAX).map(work))));
  return results;
}
