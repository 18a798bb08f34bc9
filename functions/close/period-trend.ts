import type { Period } from '#close/period';

/** A period and the months of its country before it, `months` at most with itself, oldest first. `all` is oldest first. */
export function periodTrend(
  period: Period,
  { all, months }: { readonly all: readonly Period[]; readonly months: number },
): readonly Period[] {
  const earlier = all.filter(({ country, periodId }) => country === period.country && periodId < period.periodId);
  return [...(months > 1 ? earlier.slice(1 - months) : []), period];
}
