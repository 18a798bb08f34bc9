import { describe, expect, it } from 'vitest';
import { groupedEarnings, type PeriodEarning } from '#analytics/holder-earnings';
import { holderPeriodEarnings } from '#analytics/steps/holder-period-earnings';
import { noReleases } from '#close/period-releases';
import { MAY_1 } from '#test/support/ledger/builders';
import { aFreeze, aPeriod } from '#test/support/period-builders';

const earned = (of: Partial<PeriodEarning>): PeriodEarning => ({
  country: 'US',
  month: '2025-04',
  currency: 'USD',
  trackId: '',
  lines: 1,
  amount: '0.00000000010000000000',
  ...of,
});

describe('a holder’s earnings from plays, grouped', () => {
  it('are added exactly and rounded once, by month and currency', () => {
    const half = earned({ amount: '0.00000000005000000000', lines: 2 });

    expect(groupedEarnings([half, half, half, earned({ currency: 'EUR', country: 'DE' })], 'period')).toEqual([
      { group: '2025-04', currency: 'EUR', amount: '0.0000000001', lines: 1 },
      { group: '2025-04', currency: 'USD', amount: '0.0000000002', lines: 6 },
    ]);
  });

  it.each([
    ['territory', ['DE', 'US']],
    ['track', ['T1', 'T2']],
    ['provider', ['plays']],
    ['store', ['plays']],
  ] as const)('by %s stand under %j', (groupBy, groups) => {
    const earnings = [earned({ trackId: 'T2' }), earned({ country: 'DE', trackId: 'T1' })];

    expect(groupedEarnings(earnings, groupBy).map(({ group }) => group)).toEqual(groups);
  });
});

describe('the runs that a holder’s earnings are asked of', () => {
  const posting = {
    postingId: 'p',
    postedAt: MAY_1,
    attributed: '1.0000000000',
    unattributed: '0.0000000000',
    residual: '0.0000000000',
    digest: 'd',
  };
  const proof = { run: '2', totalsKey: 'k', attributed: '1', unattributed: '0', residual: '0' };

  it('are those of posted periods: of the proof, of what was released since, of corrections', async () => {
    const freeze = aFreeze();
    const corrections = { run: 'c3', totalsKey: 'k', totalsHash: 'h', amount: '0', sources: [] };
    const periods = [
      aPeriod('US_2025_04', { state: 'PAID', freeze, proof, posting }),
      aPeriod('US_2025_05', {
        state: 'FROZEN',
        freeze: { ...freeze, pool: { ...freeze.pool, corrections } },
        proof,
        posting,
      }),
      aPeriod('US_2025_06', { state: 'FROZEN', freeze, proof }),
    ];
    const asked: unknown[] = [];
    const release = { bridgeVersion: 7, lines: 1, releasedAt: MAY_1 };

    const found = await holderPeriodEarnings(
      { holderId: 'H1', byTrack: false },
      {
        proven: { list: async () => periods.map(({ periodId }) => periodId) },
        register: { find: async (id) => periods.find(({ periodId }) => periodId === id) },
        releases: {
          find: async (id) => ({ ...noReleases(id), releases: id === 'US_2025_04' ? [release] : [] }),
        },
        lake: {
          periodEarnings: async (question) => {
            asked.push(question);
            return [{ periodId: 'US_2025_05', trackId: '', lines: 3, amount: '1.00000000000000000000' }];
          },
        },
      },
    );

    expect(asked).toEqual([
      {
        holderId: 'H1',
        byTrack: false,
        attributed: [
          { periodId: 'US_2025_04', run: '2' },
          { periodId: 'US_2025_05', run: '2' },
        ],
        released: [{ periodId: 'US_2025_04', run: 'release-7' }],
        corrected: [{ periodId: 'US_2025_05', run: 'c3' }],
      },
    ]);
    expect(found).toEqual([
      { country: 'US', month: '2025-05', currency: 'USD', trackId: '', lines: 3, amount: '1.00000000000000000000' },
    ]);
  });
});
