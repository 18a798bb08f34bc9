import type { Period, PeriodEvent } from '#close/period';
import { mayMove } from '#close/period-state';
import type { PeriodRegister } from '#close/ports';

type OnWrite = (write: () => void) => void;

/** The periods' register in memory, with the conditions of the DynamoDB one. */
export function memoryPeriods({
  onWrite = (write) => write(),
  revenueVersionOf = () => undefined,
  takeAdjustments = () => true,
  onSaved = () => undefined,
}: {
  readonly onWrite?: OnWrite;
  readonly revenueVersionOf?: (periodId: string) => number | undefined;
  /** Marks a period's chargebacks as taken, or answers that one of them cannot be. */
  readonly takeAdjustments?: (period: Period) => boolean;
  /** Sees every record that came to stand. */
  readonly onSaved?: (period: Period) => void;
} = {}): PeriodRegister {
  const heads = new Map<string, Period>();
  const events = new Map<string, PeriodEvent[]>();
  const write = (period: Period, event: PeriodEvent | undefined) =>
    onWrite(() => {
      heads.set(period.periodId, withoutAbsent(period));
      onSaved(period);
      if (event !== undefined) events.set(period.periodId, [...(events.get(period.periodId) ?? []), event]);
    });
  const follows = (period: Period): boolean => {
    const former = heads.get(period.periodId);
    return (
      former !== undefined &&
      former.revision === period.revision - 1 &&
      mayMove({ from: former.state, to: period.state })
    );
  };
  const found = (matches: (period: Period) => boolean) =>
    [...heads.values()].filter(matches).toSorted((left, right) => (left.periodId < right.periodId ? -1 : 1));
  return {
    find: async (periodId) => heads.get(periodId),
    async create(period, event) {
      if (heads.has(period.periodId)) return 'exists';
      write(period, event);
      return 'created';
    },
    async save(period, event) {
      if (!follows(period)) return 'stale';
      write(period, event);
      return 'saved';
    },
    async freeze(period, event, revenueVersion) {
      if (!follows(period) || heads.get(period.periodId)?.freeze !== undefined) return 'stale';
      if (revenueVersionOf(period.periodId) !== revenueVersion || !takeAdjustments(period)) return 'revenue-changed';
      write(period, event);
      return 'frozen';
    },
    correctionsOut: async (periodId) =>
      [...heads.values()].flatMap(({ periodId: taker, freeze }) => {
        const chargebacks = (freeze?.pool.chargebacks ?? []).map((one) => ({
          ...one,
          kind: 'chargeback' as const,
          plays: 0,
        }));
        return [...(freeze?.pool.corrections?.sources ?? []), ...chargebacks]
          .filter(({ sourcePeriodId }) => sourcePeriodId === periodId)
          .map(({ kind, plays, amount }) => ({ periodId: taker, kind, plays, amount }));
      }),
    payoutsOf: async () => [],
    events: async (periodId) => events.get(periodId) ?? [],
    ofMonth: async (month) => found((period) => period.month === month),
    ofCountry: async (country) => found((period) => period.country === country),
  };
}

/** A store keeps no absent attribute. */
function withoutAbsent(period: Period): Period {
  return Object.fromEntries(Object.entries(period).filter(([, value]) => value !== undefined)) as unknown as Period;
}
