import type { Clock } from '#kernel/time/clock';
import type { CompactionLake, CompactionQueries, LakeDocuments, LakeHeads, RunCounts } from '#plays/compaction-ports';
import { type PlayRun, withMerged, withRun } from '#plays/play-lake';
import { CompactionOvertaken, partsOf, renewLease, requestOf } from '#plays/steps/compact-plays';

export interface RegisterRunPorts {
  readonly heads: LakeHeads;
  readonly documents: LakeDocuments;
  readonly lake: CompactionLake;
  readonly queries: CompactionQueries;
  readonly clock: Clock;
}

const EMPTY: RunCounts = { partitions: 0, plays: 0, duplicates: 0, conflicts: 0, superseded: 0, ingestedToMs: 0 };

/**
 * Makes a run count: its plays are read from now on and its landing objects are compacted, by one conditional write of the
 * head. Safe to repeat. Throws `CompactionOvertaken` when another run or a seal came between.
 */
export async function registerRun(
  run: string,
  { heads, documents, lake, queries, clock }: RegisterRunPorts,
): Promise<PlayRun> {
  const plan = await lake.plan(run);
  const before = await documents.read(plan.from.lakeKey);
  const { merges } = plan;
  const isEmpty = merges.length === 0 && (await queries.earliestArrival(requestOf(plan))) === undefined;
  const { partitions, ...counts } = isEmpty ? EMPTY : await queries.count(run);
  const tier = 1 + Math.max(-1, ...before.runs.filter((one) => merges.includes(one.run)).map((one) => one.tier));
  const added: PlayRun = { run, number: plan.lease.number, tier, parts: partsOf(partitions), ...counts };
  const hours = Object.fromEntries(plan.hours.map(({ hour, compacted }) => [hour, compacted]));
  const lakeKey = await documents.store(
    run,
    merges.length > 0 ? withMerged(before, added, merges) : withRun(before, added, hours),
  );
  if ((await heads.head()).lakeKey === lakeKey) return added;
  await renewLease(run, { heads, clock });
  const outcome = await heads.commit({ lease: plan.lease, from: plan.from, lakeKey });
  if (outcome === 'committed') return added;
  throw new CompactionOvertaken(`A period was sealed while ${run} was under way; begin a new run`);
}
