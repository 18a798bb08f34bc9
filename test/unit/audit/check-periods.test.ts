import { describe, expect, it } from 'vitest';
import { periodChecks } from '#audit/steps/check-periods';
import type { Period } from '#close/period';
import { assertThat } from '#kernel/errors';
import { parseInstant } from '#kernel/time/clock';
import { anInstant } from '#test/support/instants';
import { units } from '#test/support/money';

const CUT = parseInstant('2025-06-10');

function aPaidPeriod(parts: Partial<NonNullable<Period['posting']>> = {}): Period {
  const posting = {
    postingId: 'period.US_2025_04.distribution',
    attributed: '60.0000000000',
    unattributed: '39.0000000000',
    residual: '1.0000000000',
    postedAt: anInstant('2025-05-08'),
    ...parts,
  };
  const freeze = { pool: { pool: '100.0000000000', currency: 'USD', adjustments: '0.0000000000' } };
  return { periodId: 'US_2025_04', month: '2025-04', state: 'PAID', freeze, posting } as unknown as Period;
}

/** What the entries of `aPaidPeriod` gave. */
const SHARES = { holders: units('60'), unattributed: units('39'), residual: units('1') };

async function findingsOf(period: Period, shares: Partial<typeof SHARES> | undefined = SHARES) {
  assertThat(CUT !== undefined, 'the cut is an instant');
  const register = { ofMonth: async (month: string) => (month === period.month ? [period] : []) };
  const lake = { periodShares: async () => new Map([[period.periodId, { ...SHARES, ...shares }]]) };
  return (await periodChecks({ register, lake }).run(CUT)).get('periods');
}

describe('the check of periods', () => {
  it('passes when attributed, unattributed and residual are the pool', async () => {
    expect(await findingsOf(aPaidPeriod())).toEqual([]);
  });

  it('fails for a drift of one ledger unit, and names period, account and posting', async () => {
    const findings = await findingsOf(aPaidPeriod({ residual: '1.0000000001' }), { residual: units('1.0000000001') });

    expect(findings).toMatchObject([
      { accounts: ['clearing:pool:US_2025_04:USD'], transactions: ['period.US_2025_04.distribution'] },
    ]);
    expect(findings?.[0]?.message).toContain('drift by -0.0000000001');
  });

  it('fails for a period that is PAID without a posting', async () => {
    const { posting: _posting, ...unposted } = aPaidPeriod();

    expect(await findingsOf(unposted)).toHaveLength(1);
  });

  it.each([
    ['a holder’s entry that grew', { holders: units('60.0000000001') }, 'gave 99.0000000001'],
    ['held money that went elsewhere', { unattributed: 0n }, 'gave 60.0000000000'],
    ['a residual that was not entered', { residual: 0n }, 'the next pool got 1.0000000000'],
  ])('fails for %s, though the record agrees with itself', async (_title, shares, said) => {
    const findings = await findingsOf(aPaidPeriod(), shares);

    expect(findings).toMatchObject([{ transactions: ['period.US_2025_04.distribution'] }]);
    expect(findings?.[0]?.message).toContain(said);
  });

  it('expects besides what the period took from frozen ones, chargebacks apart', async () => {
    const period = aPaidPeriod();
    const chargebacks = [{ adjustmentId: 'a', sourcePeriodId: 'US_2025_03', amount: '4.0000000000' }];
    // Late plays of 3 were paid besides, and 4 were charged back: the pool moved by −7.
    const pool = { ...period.freeze?.pool, adjustments: '-7.0000000000', chargebacks };
    const corrected = { ...period, freeze: { ...period.freeze, pool } } as Period;

    expect(await findingsOf(corrected, { holders: units('63') })).toEqual([]);
    expect(await findingsOf(corrected)).toHaveLength(1);
  });

  it('waits for entries of a posting that came after the cut', async () => {
    const period = aPaidPeriod({ postedAt: anInstant('2025-06-11') });

    expect(await findingsOf(period, { holders: 0n })).toEqual([]);
  });

  it('looks three years back and no further', async () => {
    const old = { ...aPaidPeriod({ residual: '0.0000000000' }), month: '2022-06' };
    const shares = { residual: 0n };

    expect(await findingsOf({ ...old, month: '2022-07' }, shares)).toHaveLength(1);
    expect(await findingsOf(old, shares)).toEqual([]);
  });
});
