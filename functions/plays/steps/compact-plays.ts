import { RoyaltyError } from '#kernel/errors';
import { type Clock, millisecondsOf } from '#kernel/time/clock';
import type {
  CompactionLake,
  CompactionPlan,
  CompactionQueries,
  LakeDocuments,
  LakeHeads,
} from '#plays/compaction-ports';
import { HORIZON_MILLISECONDS, PARTITIONS_MAX } from '#plays/play-identity';
import { arrivalRuns, type PlayLake, playParts, runsWithin } from '#plays/play-lake';
import { LEASE_MILLISECONDS } from '#plays/steps/begin-compaction';

export interface CompactPlaysPorts {
  readonly heads: LakeHeads;
  readonly documents: LakeDocuments;
  readonly lake: CompactionLake;
  readonly queries: CompactionQueries;
  readonly clock: Clock;
}

/** Another run holds the lease, or a period was sealed meanwhile: nothing of this run may count. Begin a new one. */
export class CompactionOvertaken extends RoyaltyError {
  override readonly name = 'CompactionOvertaken';
}

/**
 * Judges the arrivals of a planned run and writes its plays, all under the run's own name: nobody reads them before the run
 * counts. Safe to repeat. Throws `CompactionOvertaken`, `QueryStillRunning`, `QueryFailed`.
 */
export async function compactPlays(run: string, ports: CompactPlaysPorts): Promise<void> {
  await renewLease(run, ports);
  const plan = await ports.lake.plan(run);
  if (plan.merges.length > 0) return await mergeRuns(plan, ports);
  const request = requestOf(plan);
  const earliestMs = await ports.queries.earliestArrival(request);
  if (earliestMs === undefined) return;
  const lake = await ports.documents.read(plan.from.lakeKey);
  await ports.queries.judge({ ...request, ...lookback(lake, earliestMs) });
  const { partitions } = await ports.queries.count(run);
  for (let part = 0; part < partsOf(partitions); part += 1) {
    await renewLease(run, ports);
    await ports.queries.writePlays({ ...request, part });
  }
}

/** Writes the arrivals and plays of many runs as those of one; every judgement stays the one that it was. */
async function mergeRuns({ lease: { run }, from, merges }: CompactionPlan, ports: CompactPlaysPorts): Promise<void> {
  const { runs } = await ports.documents.read(from.lakeKey);
  const parts = playParts({ runs: runs.filter((standing) => merges.includes(standing.run)) });
  await ports.queries.mergeArrivals(run, merges);
  const { partitions } = await ports.queries.count(run);
  for (let part = 0; part < partsOf(partitions); part += 1) {
    await renewLease(run, ports);
    await ports.queries.mergePlays({ run, runs: merges, parts, part });
  }
}

export function partsOf(partitions: number): number {
  return Math.ceil(partitions / PARTITIONS_MAX);
}

export function requestOf({ lease, hours }: CompactionPlan) {
  return { run: lease.run, number: lease.number, hours: hours.map(({ hour }) => hour) };
}

export async function renewLease(
  run: string,
  { heads, clock }: { readonly heads: LakeHeads; readonly clock: Clock },
): Promise<void> {
  const isHeld = await heads.renew(run, millisecondsOf(clock.now()) + LEASE_MILLISECONDS);
  if (!isHeld) throw new CompactionOvertaken(`${run} no longer holds the lease of the play lake; begin a new run`);
}

/** The runs that may hold an arrival less than the horizon before the earliest new one. */
function lookback(lake: PlayLake, earliestMs: number): { readonly runs: readonly string[]; readonly fromMs: number } {
  const fromMs = earliestMs - HORIZON_MILLISECONDS;
  return { runs: arrivalRuns({ runs: runsWithin(lake, fromMs) }), fromMs };
}
