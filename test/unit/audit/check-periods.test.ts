import { describe, expect, it } from 'vitest';
import { periodChecks } from '#audit/steps/check-periods';
import type { Period } from '#close/period';
import { assertThat } from '#kernel/errors';
import { parseInstant } from '#kernel/time/clock';

const CUT = parseInstant('2025-06-10');

function aPaidPeriod(parts: Partial<NonNullable<Period['posting']>> = {}): Period {
  const posting = {
    postingId: 'period.US_2025_04.distribution',
    attributed: '60.0000000000',
    unattributed: '39.0000000000',
    residual: '1.0000000000',
    ...parts,
  };
  const freeze = { pool: { pool: '100.0000000000', currency: 'USD' } };
  return { periodId: 'US_2025_04', month: '2025-04', state: 'PAID', freeze, posting } as unknown as Period;
}

async function findingsOf(period: Period) {
  assertThat(CUT !== undefined, 'the cut is an instant');
  const found = await periodChecks({ ofMonth: async (month) => (month === period.month ? [period] : []) }).run(CUT);
  return found.get('periods');
}

describe('the check of periods', () => {
  it('passes when attributed, unattributed and residual are the pool', async () => {
    expect(await findingsOf(aPaidPeriod())).toEqual([]);
  });

  it('fails for a drift of one ledger unit, and names period, account and posting', async () => {
    const findings = await findingsOf(aPaidPeriod({ residual: '1.0000000001' }));

    expect(findings).toMatchObject([
      { accounts: ['clearing:pool:US_2025_04:USD'], transactions: ['period.US_2025_04.distribution'] },
    ]);
    expect(findings?.[0]?.message).toContain('drift by -0.0000000001');
  });

  it('fails for a period that is PAID without a posting', async () => {
    const { posting: _posting, ...unposted } = aPaidPeriod();

    expect(await findingsOf(unposted)).toHaveLength(1);
  });

  it('looks three years back and no further', async () => {
    const old = { ...aPaidPeriod({ residual: '0.0000000000' }), month: '2022-06' };

    expect(await findingsOf({ ...old, month: '2022-07' })).toHaveLength(1);
    expect(await findingsOf(old)).toEqual([]);
  });
});
