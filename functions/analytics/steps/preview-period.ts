import type { AnalyticsLake } from '#analytics/ports';
import { estimatePreview, type FrozenMonth, type Preview } from '#analytics/preview';
import type { UnfrozenState } from '#analytics/preview-document';
import { storedCurrency, storedUnits } from '#close/amount';
import { countryPeriodOf, type Period } from '#close/period';
import { determinePool } from '#close/pool';
import type { PeriodRegister } from '#close/ports';
import type { CountryPeriod } from '#kernel/market/country-period';
import { marketTermsOf } from '#kernel/market/market-terms';
import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';
import type { PlaySeals } from '#plays/ports';
import type { RevenueBook } from '#revenue/ports';

export interface PreviewPorts {
  readonly register: Pick<PeriodRegister, 'ofCountry'>;
  readonly revenue: RevenueBook;
  readonly seals: PlaySeals;
  readonly lake: AnalyticsLake;
}

export type PreviewOutcome =
  | {
      readonly kind: 'estimated';
      readonly state: UnfrozenState;
      readonly preview: Preview;
      readonly currency: Currency | undefined;
      readonly playsSoFar: bigint;
      readonly months: readonly string[];
    }
  | { readonly kind: 'already-frozen'; readonly state: string };

/** Frozen months that are looked back on; each costs one query. */
const MONTHS_MAX = 6;

/** Estimates the rate of a period that is not frozen; a frozen one has a rate, and gets no estimate. */
export async function previewPeriod(period: Period, asOf: Instant, ports: PreviewPorts): Promise<PreviewOutcome> {
  const { state } = period;
  if (state === 'FROZEN' || state === 'PAID') return { kind: 'already-frozen', state };
  const open = countryPeriodOf(period);
  const [version, all] = await Promise.all([
    ports.revenue.current(period.periodId),
    ports.register.ofCountry(period.country),
  ]);
  const earlier = all
    .filter(({ periodId, freeze }) => periodId < period.periodId && freeze !== undefined)
    .toReversed()
    .slice(0, MONTHS_MAX);
  const currency = version?.currency ?? currencyOf(earlier[0]);
  const [playsSoFar, ...months] = await Promise.all([
    ports.lake.playsSoFar({ period: open, asOf }),
    ...earlier
      .filter((month) => currencyOf(month) === currency)
      .map((month) => frozenMonth(month, millisecondsOf(asOf) - millisecondsOf(open.periodStart), ports)),
  ]);
  const history = months.filter((month) => month !== undefined);
  const named = { state, currency, playsSoFar, months: history.map(({ periodId }) => periodId) };
  if (currency === undefined) {
    const reason = `${period.periodId} has no revenue and ${period.country} no frozen month to estimate it from; drop revenue/ for it`;
    const preview = { pool: undefined, qualifiedPlays: undefined, rate: undefined, reason };
    return { kind: 'estimated', preview, ...named };
  }
  const sharedRevenue = version === undefined ? undefined : sharedOf(open, storedUnits(version.total), currency);
  const preview = estimatePreview({ period: open, asOf, currency, playsSoFar, sharedRevenue, history });
  return { kind: 'estimated', preview, ...named };
}

function currencyOf(month: Period | undefined): Currency | undefined {
  return month?.freeze === undefined ? undefined : storedCurrency(month.freeze.pool.currency);
}

async function frozenMonth(
  month: Period,
  ageMilliseconds: number,
  { seals, lake }: PreviewPorts,
): Promise<FrozenMonth | undefined> {
  const seal = await seals.find(month.periodId);
  if (seal === undefined || month.freeze === undefined) return undefined;
  const before = instantOf(millisecondsOf(month.periodStart) + Math.max(ageMilliseconds, 0));
  const { periodId, run } = seal;
  return {
    periodId,
    arrivedByAge: await lake.playsArrivedBefore({ periodId, run, before }),
    qualifiedPlays: BigInt(month.freeze.qualifiedPlays),
    sharedRevenue: storedUnits(month.freeze.pool.sharedRevenue),
  };
}

/** What the market shares of a revenue (R13), without what earlier months left or owe. */
function sharedOf(period: CountryPeriod, collectedRevenue: Units, currency: Currency): Units {
  const { poolShare } = marketTermsOf(period.country);
  const nothing = { revenueVersion: 0, carry: 0n, adjustments: 0n };
  return storedUnits(determinePool({ currency, collectedRevenue, poolShare, ...nothing }).sharedRevenue);
}
