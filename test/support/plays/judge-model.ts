import type { SealMark } from '#plays/compaction-ports';
import { HORIZON_MILLISECONDS } from '#plays/play-identity';

/** An arrival as R6 sees it. */
export interface Arrival {
  readonly playId: string;
  readonly source: string;
  readonly position: string;
  readonly ingestedAtMs: number;
  readonly contentHash: string;
  readonly countryId: string;
  readonly playedAtMs: number;
}

export interface Judgement {
  /** `play/source/position` of every winner, sorted. */
  readonly winners: readonly string[];
  readonly duplicates: number;
  readonly conflicts: number;
}

export const placeOf = ({ playId, source, position }: Arrival) => `${playId}/${source}/${position}`;

/** Whether a winner is fixed by the seal of its country and month. */
export function isWithin(seal: Omit<SealMark, 'throughRun'>, arrival: Arrival): boolean {
  return (
    seal.countryId === arrival.countryId &&
    seal.periodStartMs <= arrival.playedAtMs &&
    arrival.playedAtMs < seal.periodEndMs &&
    arrival.ingestedAtMs < seal.cutoffAtMs
  );
}

/** R6 in a few lines, over everything that ever arrived at once: what the SQL must say whatever it was given when. */
export function judgeAll(arrivals: readonly Arrival[], sealed: ReadonlySet<string>): Judgement {
  const once = [...new Map(arrivals.map((arrival) => [placeOf(arrival), arrival])).values()];
  const winners: string[] = [];
  let conflicts = 0;
  for (const chain of chainsOf(once)) {
    const standing = chain.filter((arrival) => sealed.has(placeOf(arrival)));
    const won = standing.length > 0 ? standing : chain.slice(0, 1);
    winners.push(...won.map(placeOf));
    const losers = chain.filter((arrival) => !won.includes(arrival));
    conflicts += losers.filter(({ contentHash }) => contentHash !== won[0]?.contentHash).length;
  }
  return { winners: winners.sort(), duplicates: once.length - winners.length, conflicts };
}

/** Arrivals of one id in order of arrival, cut where one came the horizon or more after the one before it. */
function chainsOf(arrivals: readonly Arrival[]): readonly (readonly Arrival[])[] {
  const chains: Arrival[][] = [];
  for (const arrival of arrivals.toSorted(byArrival)) {
    const chain = chains.at(-1);
    const before = chain?.at(-1);
    const isNear =
      before?.playId === arrival.playId && arrival.ingestedAtMs - before.ingestedAtMs < HORIZON_MILLISECONDS;
    if (chain !== undefined && isNear) chain.push(arrival);
    else chains.push([arrival]);
  }
  return chains;
}

function byArrival(a: Arrival, b: Arrival): number {
  if (a.playId !== b.playId) return a.playId < b.playId ? -1 : 1;
  if (a.ingestedAtMs !== b.ingestedAtMs) return a.ingestedAtMs - b.ingestedAtMs;
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  return a.position < b.position ? -1 : 1;
}
