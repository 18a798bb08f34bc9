import { hash } from 'node:crypto';
import type { AttributionLake, RunOf } from '#attribution/ports';
import type { RunFigures } from '#attribution/run-figures';
import { formatDecimal } from '#kernel/money/decimal';
import { formatUnits, parseUnits } from '#kernel/money/units';
import {
  fraudOf,
  linesOf,
  type ModelLine,
  type MonthFacts,
  qualifiedOf,
  ratesOf,
} from '#test/support/simulation/month-model';

const LINE_SCALE = 20;

export const totalText = (digits: bigint) => formatDecimal({ digits, scale: LINE_SCALE });

/** What stands in the lake for a run; every part is written once and read by later steps as it stands. */
export interface MemoryRun {
  rates?: ReadonlyMap<string, bigint>;
  lines?: readonly ModelLine[];
}

/** The queries of an attribution in memory: the model's arithmetic over the facts that the sealed inputs name. */
export function memoryAttribution(
  factsOf: (inputs: RunOf['inputs']) => MonthFacts,
  { isLineLost = false, isRateShort = false }: { readonly isLineLost?: boolean; readonly isRateShort?: boolean } = {},
) {
  const runs = new Map<string, MemoryRun>();
  const nameOf = (periodId: string, run: string) => `${periodId}/${run}`;
  const standing = ({ inputs: { periodId }, run }: RunOf): MemoryRun => {
    const found = runs.get(nameOf(periodId, run)) ?? {};
    runs.set(nameOf(periodId, run), found);
    return found;
  };
  const lake: AttributionLake = {
    derive: async (of) => void standing(of),
    findings: async () => ({ rights: [], weights: [] }),
    async count({ inputs }) {
      const facts = factsOf(inputs);
      return {
        plays: facts.plays.length,
        qualifiedPlays: qualifiedOf(facts).length,
        fraudPlays: fraudOf(facts).length,
        ineligiblePlays: 0,
      };
    },
    async writeRates(of) {
      const rates = [...ratesOf(factsOf(of.inputs))];
      standing(of).rates ??= new Map(rates.map(([playId, rate]) => [playId, isRateShort ? rate - 1n : rate]));
    },
    async writeLines(of) {
      standing(of).lines ??= linesOf(factsOf(of.inputs), standing(of).rates).slice(isLineLost ? 1 : 0);
    },
    figures: async (of) => figuresOf(factsOf(of.inputs), standing(of)),
    async lineFigures({ inputs, linesRun }) {
      return figuresOf(factsOf(inputs), runs.get(nameOf(inputs.periodId, linesRun)) ?? {}).lines;
    },
    simulatedTotals: async () => [],
    unattributed: async (of) => figuresOf(factsOf(of.inputs), standing(of)).unattributed,
    page: async () => [],
    drop: async ({ periodId, run }) => void runs.delete(nameOf(periodId, run)),
    sqlDigests: () => ({}),
  };
  return { lake, runs };
}

/** A run in figures, from what stands: earned from the rates, the rest from the lines. */
export function figuresOf(facts: MonthFacts, { rates = new Map(), lines = [] }: MemoryRun): RunFigures {
  const earned = qualifiedOf(facts).map(({ playId }) => rates.get(playId) ?? 0n);
  const ranked = earned.toSorted((left, right) => Number(left - right));
  const claimed = lines.filter(({ holderId }) => holderId !== undefined);
  const unclaimed = Map.groupBy(
    lines.filter(({ holderId }) => holderId === undefined),
    ({ play, rightsType }) => `${play.trackId}\t${rightsType}`,
  );
  const hashes = claimed.map(({ play, holderId, rightsType, payout }) =>
    BigInt(`0x${hash('md5', `${play.playId} ${holderId} ${rightsType} ${payout}`).slice(0, 12)}`),
  );
  return {
    rates: {
      plays: earned.length,
      earned: formatUnits(sum(earned)),
      baseRate: formatUnits(0n),
      ownRates: rates.size,
      rateMin: formatUnits(ranked[0] ?? 0n),
      rateMax: formatUnits(ranked.at(-1) ?? 0n),
    },
    lines: {
      lines: claimed.length,
      attributed: totalText(sum(claimed.map(({ payout }) => payout))),
      groupsOff: claimed.filter(({ rate, snapshotShare, payout }) => rate * snapshotShare !== payout).length,
      groupsBelowZero: claimed.filter(({ rate }) => rate < 0n).length,
      hashSum: sum(hashes).toString(),
    },
    holders: [...holderTotals(lines)].map(([rightsHolderId, digits]) => ({
      rightsHolderId,
      amount: totalText(digits),
    })),
    unattributed: [...unclaimed].map(([group, of]) => ({
      trackId: group.split('\t')[0] ?? '',
      rightsType: group.split('\t')[1] ?? '',
      amount: totalText(sum(of.map(({ payout }) => payout))),
      reason: 'no-rights',
      plays: of.length,
    })),
  };
}

export function holderTotals(lines: readonly ModelLine[]): ReadonlyMap<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const { holderId, payout } of lines)
    if (holderId !== undefined) totals.set(holderId, (totals.get(holderId) ?? 0n) + payout);
  return totals;
}

export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, one) => total + one, 0n);
}

/** The ledger units of a text that the platform wrote, or a failed test. */
export function unitsOf(text: string): bigint {
  const parsed = parseUnits(text);
  if (parsed === undefined) throw new Error(`${text} is no ledger amount`);
  return parsed;
}
