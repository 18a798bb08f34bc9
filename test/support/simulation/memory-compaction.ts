import { instantOf } from '#kernel/time/clock';
import type {
  CompactionLake,
  CompactionPlan,
  CompactionQueries,
  LakeDocuments,
  LakeHead,
  LakeHeads,
  RunLease,
  SealMark,
} from '#plays/compaction-ports';
import type { LandedPlay } from '#plays/landing';
import { EMPTY_LAKE, hourDigest, type LandingObject, type PlayLake, runName } from '#plays/play-lake';
import type { LandedRow } from '#test/support/plays/intake-memory';
import { isWithin, placeOf, type Verdict, verdictsOf } from '#test/support/plays/judge-model';

/** What one run wrote: arrivals that no run before had, and how the winners changed. */
interface Judged {
  readonly arrivals: readonly LandedPlay[];
  readonly won: readonly LandedPlay[];
  readonly beaten: readonly string[];
  /** Every loser of an id that was looked at, with the number of the run that says so. */
  readonly lost: readonly (Verdict<LandedPlay> & { readonly judgedIn: number })[];
}

/** The play lake's winners at one document. */
export interface LakeState {
  readonly arrivals: readonly LandedPlay[];
  readonly winners: ReadonlyMap<string, LandedPlay>;
  /** Places of losers whose content differs from the winner's. */
  readonly conflicts: ReadonlySet<string>;
}

const TABLE = 'plays_landing/arrival_hour=';

/** Compaction's ports in memory, over landing objects; a run is judged by R6's own words against the runs that count. */
export function memoryCompaction(landing: ReadonlyMap<string, readonly LandedRow[]>, marks: () => readonly SealMark[]) {
  const documents = new Map<string, PlayLake>();
  const lists = new Map<string, readonly LandingObject[]>();
  const inputs = new Map<
    string,
    { readonly selected: readonly LandingObject[]; readonly seals: readonly SealMark[] }
  >();
  const plans = new Map<string, CompactionPlan>();
  const judged = new Map<string, Judged>();
  let head: LakeHead = { version: 0, lastRun: 0, seals: 0 };
  let lease: { readonly holder: string; readonly run: string; readonly untilMs: number } | undefined;
  let runs = 0;

  /** What readers of a document see: its runs, one after the other. */
  function stateAt(lakeKey: string | undefined, upTo: readonly string[] = runsOf(lakeKey)): LakeState {
    const written = upTo.flatMap((run) => judged.get(run) ?? []);
    const arrivals = written.flatMap((one) => one.arrivals);
    const winners = new Map(written.flatMap(({ won }) => won.map((play) => [placeOf(play), play] as const)));
    // Whoever was beaten never wins again, so the order of runs, which merging changes, says nothing.
    for (const place of written.flatMap(({ beaten }) => beaten)) winners.delete(place);
    const lost = written.flatMap((one) => one.lost).toSorted((one, other) => one.judgedIn - other.judgedIn);
    const verdicts = new Map(lost.map(({ row, isConflict }) => [placeOf(row), isConflict] as const));
    const conflicts = new Set([...verdicts].flatMap(([place, isConflict]) => (isConflict ? [place] : [])));
    return { arrivals, winners, conflicts };
  }

  function runsOf(lakeKey: string | undefined): readonly string[] {
    return (lakeKey === undefined ? EMPTY_LAKE : (documents.get(lakeKey) ?? EMPTY_LAKE)).runs.map(({ run }) => run);
  }

  const selectedRows = (run: string): readonly LandedPlay[] =>
    (inputs.get(run)?.selected ?? []).flatMap(({ key }) => (landing.get(key) ?? []).filter(isPlay));

  function judge(run: string, judgedIn: number, before: readonly string[]): Judged {
    const { arrivals, winners } = stateAt(undefined, before);
    const known = new Set(arrivals.map(placeOf));
    const fresh = [...new Map(selectedRows(run).map((row) => [placeOf(row), row])).values()].filter(
      (row) => !known.has(placeOf(row)),
    );
    const ids = new Set(fresh.map(({ playId }) => playId));
    const concerned = [...arrivals, ...fresh].filter(({ playId }) => ids.has(playId));
    const seals = inputs.get(run)?.seals ?? [];
    const standing = concerned.filter((row) => winners.has(placeOf(row)));
    const sealed = new Set(standing.filter((row) => seals.some((seal) => isWithin(seal, row))).map(placeOf));
    const verdicts = verdictsOf(concerned, sealed);
    const now = new Set(verdicts.flatMap(({ row, isWinner }) => (isWinner ? [placeOf(row)] : [])));
    return {
      arrivals: fresh,
      won: concerned.filter((row) => now.has(placeOf(row)) && !winners.has(placeOf(row))),
      beaten: standing.map(placeOf).filter((place) => !now.has(place)),
      lost: verdicts.flatMap((verdict) => (verdict.isWinner ? [] : [{ ...verdict, judgedIn }])),
    };
  }

  const heads: LakeHeads = {
    head: async () => head,
    async acquire({ holder, nowMs, untilMs }) {
      if (lease !== undefined && lease.untilMs > nowMs && lease.holder !== holder)
        return { kind: 'busy', run: lease.run };
      const abandoned = lease?.run;
      runs += 1;
      const taken: RunLease = { run: runName(runs), number: runs };
      lease = { holder, run: taken.run, untilMs };
      return { kind: 'acquired', lease: taken, head, ...(abandoned !== undefined && { abandoned }) };
    },
    async renew(run, untilMs) {
      if (lease?.run !== run) return false;
      lease = { ...lease, untilMs };
      return true;
    },
    async release(run) {
      if (lease?.run === run) lease = undefined;
    },
    async commit({ lease: { run, number }, from, lakeKey }) {
      if (head.lakeKey === lakeKey) return 'committed';
      const isCurrent = lease?.run === run && head.version === from.version && head.seals === from.seals;
      if (!isCurrent) return 'overtaken';
      head = { version: head.version + 1, lakeKey, lastRun: number, seals: head.seals };
      lease = undefined;
      return 'committed';
    },
  };
  const lakeDocuments: LakeDocuments = {
    read: async (key) => (key === undefined ? EMPTY_LAKE : (documents.get(key) ?? EMPTY_LAKE)),
    async store(run, lake) {
      const key = `play_lake/${run}.json`;
      if (!documents.has(key)) documents.set(key, lake);
      return key;
    },
  };
  const lake: CompactionLake = {
    landingDays: async () => [...new Set([...landing.keys()].flatMap((key) => hourOf(key)?.slice(0, 10) ?? []))],
    landed: async (day) =>
      Map.groupBy(
        [...landing].flatMap(([key, rows]) =>
          hourOf(key)?.startsWith(day) === true ? [{ key, etag: `"${rows.length}"` }] : [],
        ),
        ({ key }) => hourOf(key) ?? '',
      ),
    compacted: async ({ listKey }) => lists.get(listKey) ?? [],
    async storeCompacted(run, hour, objects) {
      const listKey = `compacted/${run}/${hour}`;
      lists.set(listKey, objects);
      return { listKey, objects: objects.length, digest: hourDigest(objects) };
    },
    storeInputs: async (run, given) => void inputs.set(run, given),
    storePlan: async (plan) => void plans.set(plan.lease.run, plan),
    async plan(run) {
      const plan = plans.get(run);
      if (plan === undefined) throw new Error(`${run} has no plan`);
      return plan;
    },
    async drop(run) {
      for (const written of [inputs, plans, judged]) written.delete(run);
    },
  };
  const queries: CompactionQueries = {
    async earliestArrival({ run }) {
      const times = selectedRows(run).map(({ ingestedAtMs }) => ingestedAtMs);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    judge: async ({ run, number, runs: before }) => void judged.set(run, judge(run, number, before)),
    async count(run) {
      const { arrivals = [], won = [], beaten = [], lost = [] } = judged.get(run) ?? {};
      const ingestedToMs = Math.max(0, ...arrivals.map(({ ingestedAtMs }) => ingestedAtMs));
      const counted = new Set([...arrivals.map(placeOf), ...beaten]);
      const duplicates = lost.filter(({ row }) => counted.has(placeOf(row)));
      return {
        partitions: new Set(won.map(({ countryId, playedAtMs }) => `${countryId}/${dayOf(playedAtMs)}`)).size,
        plays: won.length,
        duplicates: duplicates.length,
        conflicts: duplicates.filter(({ isConflict }) => isConflict).length,
        superseded: beaten.length,
        ingestedToMs,
      };
    },
    writePlays: async () => undefined,
    async mergeArrivals(run, merged) {
      const written = merged.flatMap((one) => judged.get(one) ?? []);
      judged.set(run, {
        arrivals: written.flatMap(({ arrivals }) => arrivals),
        won: written.flatMap(({ won }) => won),
        beaten: written.flatMap(({ beaten }) => beaten),
        lost: written.flatMap(({ lost }) => lost),
      });
    },
    mergePlays: async () => undefined,
  };
  return {
    ports: { heads, documents: lakeDocuments, lake, queries, seals: { marks: async () => marks() } },
    stateAt,
    head: () => head,
    /** What the beginning of a seal does to the head, in its own write. */
    countSeal() {
      head = { ...head, seals: head.seals + 1 };
    },
  };
}

function hourOf(key: string): string | undefined {
  return key.startsWith(TABLE) ? key.slice(TABLE.length).split('/')[0] : undefined;
}

const dayOf = (milliseconds: number) => instantOf(milliseconds).slice(0, 10);

function isPlay(row: LandedRow): row is LandedPlay {
  return 'contentHash' in row;
}
