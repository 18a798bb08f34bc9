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

/** One arrival as R6 leaves it. */
export interface Verdict<Row extends Arrival> {
  readonly row: Row;
  readonly isWinner: boolean;
  /** It loses to other content. */
  readonly isConflict: boolean;
}

/** R6 in a few lines, over everything that ever arrived at once: what the SQL must say whatever it was given when. */
export function verdictsOf<Row extends Arrival>(
  arrivals: readonly Row[],
  sealed: ReadonlySet<string>,
): readonly Verdict<Row>[] {
  const once = [...new Map(arrivals.map((arrival) => [placeOf(arrival), arrival])).values()];
  return chainsOf(once).flatMap((chain) => {
    const standing = chain.filter((arrival) => sealed.has(placeOf(arrival)));
    const won = standing.length > 0 ? standing : chain.slice(0, 1);
    return chain.map((row) => {
      const isWinner = won.includes(row);
      return { row, isWinner, isConflict: !isWinner && row.contentHash !== won[0]?.contentHash };
    });
  });
}

/** The same, counted. */
export function judgeAll(arrivals: readonly Arrival[], sealed: ReadonlySet<string>): Judgement {
  const verdicts = verdictsOf(arrivals, sealed);
  const winners = verdicts.flatMap(({ row, isWinner }) => (isWinner ? [placeOf(row)] : []));
  return {
    winners: winners.sort(),
    duplicates: verdicts.length - winners.length,
    conflicts: verdicts.filter(({ isConflict }) => isConflict).length,
  };
}

/** Arrivals of one id in order of arrival, cut where one came the horizon or more after the one before it. */
function chainsOf<Row extends Arrival>(arrivals: readonly Row[]): readonly (readonly Row[])[] {
  const chains: Row[][] = [];
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
