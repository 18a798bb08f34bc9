import type { Period, PeriodEvent } from '#close/period';

/** Where periods stand in the control table. */
export const headKey = (periodId: string) => ({ pk: `PERIOD#${periodId}`, sk: 'HEAD' });
export const countryPartition = (country: string) => `PERIOD#COUNTRY#${country}`;
export const monthPartition = (month: string) => `PERIODS#${month}`;
/** By revision, so that two events of one instant stand in the order in which they happened. */
export const eventKey = ({ periodId, revision }: Period, { step }: PeriodEvent) => ({
  pk: headKey(periodId).pk,
  sk: `EVENT#${String(revision).padStart(8, '0')}#${step}`,
});

const KEYS: ReadonlySet<string> = new Set(['pk', 'sk', 'gsi1pk', 'gsi1sk']);

/** An item's attributes without those that only place it. */
export function withoutKeys(item: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !KEYS.has(name)));
}
