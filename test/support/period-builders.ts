import { openPeriod, type Period, type PeriodFreeze, type PeriodSeal } from '#close/period';
import { parseCountryPeriod } from '#kernel/market/country-period';
import { MAY_1 } from '#test/support/ledger/builders';

/** The period of that id as it begins, with what a test says of it. */
export function aPeriod(periodId: string, changes: Partial<Period> = {}): Period {
  const parsed = parseCountryPeriod(periodId);
  if (parsed === undefined) throw new Error(`${periodId} is no period`);
  return { ...openPeriod(parsed, MAY_1), ...changes };
}

/** A seal of ten plays. */
export const aSeal = (changes: Partial<PeriodSeal> = {}): PeriodSeal => ({
  playManifestKey: 'play_manifests/US_2025_04.json',
  playManifestHash: 'a'.repeat(64),
  plays: 10,
  latePlays: 1,
  quarantinedPlays: 0,
  duplicatePlays: 2,
  ...changes,
});

/** A freeze of 70 dollars over 7 plays. */
export const aFreeze = (changes: Partial<PeriodFreeze> = {}): PeriodFreeze => ({
  frozenAt: MAY_1,
  run: '1',
  pool: {
    currency: 'USD',
    revenueVersion: 1,
    collectedRevenue: '100.0000000000',
    poolShare: '0.70',
    sharedRevenue: '70.0000000000',
    carry: '0.0000000000',
    adjustments: '0.0000000000',
    pool: '70.0000000000',
  },
  qualifiedPlays: 7,
  fraudPlays: 1,
  perStreamRate: '10.0000000000',
  ratePair: { dividend: '700000000000', divisor: '7' },
  inputManifestKey: 'input_manifests/US_2025_04/1.json',
  inputManifestHash: 'b'.repeat(64),
  ...changes,
});
