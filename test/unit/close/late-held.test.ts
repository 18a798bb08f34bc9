import { describe, expect, it } from 'vitest';
import type { EarningTotals } from '#close/earnings';
import { heldOf } from '#close/held';
import { mayHold } from '#close/held-totals';
import { distributionDraft, fundingDraft } from '#close/postings';
import { parseDecimal } from '#kernel/money/decimal';
import { formatUnits } from '#kernel/money/units';
import { units } from '#test/support/money';
import { aFreeze, aPeriod } from '#test/support/period-builders';

const decimal = (text: string) => parseDecimal(text) ?? ('' as never);
const held = (trackId: string, amount: string): EarningTotals => ({
  holders: [],
  unattributed: [{ trackId, rightsType: 'songwriter', amount: decimal(amount) }],
});
const line = (trackId: string, amount: string) => ({
  trackId,
  rightsType: 'songwriter',
  holderId: 'W1',
  lines: 1,
  amount,
});

describe('late plays that nobody claims (R10, R29)', () => {
  it('are held beside the period’s own plays, by track and type, and released with them to the last unit', () => {
    const sets = [held('T1', '0.0000000010'), held('T1', '0.0000000005'), held('T2', '0.0000000003')];
    const totals = [line('T1', '0.00000000150000000000'), line('T2', '0.00000000030000000000')];

    expect(heldOf(sets, [{ bridgeVersion: 7, totals }])).toMatchObject([
      { trackId: 'T1', heldUnits: 15n, stillHeldUnits: 0n, releases: [{ holders: [{ holderId: 'W1', units: 15n }] }] },
      { trackId: 'T2', heldUnits: 3n, stillHeldUnits: 0n, releases: [{ holders: [{ holderId: 'W1', units: 3n }] }] },
    ]);
  });

  it('make a period one that may hold, though its own pool attributed nothing', () => {
    const corrections = {
      run: 'c1',
      totalsKey: 'k',
      totalsHash: 'h',
      amount: '-1.0000000000',
      sources: [{ sourcePeriodId: 'US_2025_03', kind: 'late' as const, plays: 1, amount: '1.0000000000' }],
    };
    const freeze = aFreeze();
    const corrected = { ...freeze, pool: { ...freeze.pool, corrections } };

    expect(mayHold(aPeriod('US_2025_04', { freeze }))).toBe(false);
    expect(mayHold(aPeriod('US_2025_04', { freeze: corrected }))).toBe(true);
  });
});

describe('a pool that corrections take to zero or below (R13, R29)', () => {
  it.each([
    ['below zero', '1.0000000000', '-4.0000000000', '-3.0000000000'],
    ['to zero', '4.0000000000', '-4.0000000000', '0.0000000000'],
  ])(
    '%s attributes nothing, pays the late plays, and carries the whole',
    (_label, sharedRevenue, adjustments, pool) => {
      const freeze = aFreeze();
      const taken = { run: 'c1', totalsKey: 'k', totalsHash: 'h', amount: adjustments, sources: [] };
      const frozen = { ...freeze, pool: { ...freeze.pool, sharedRevenue, adjustments, pool, corrections: taken } };
      const period = aPeriod('US_2025_04', { freeze: frozen });
      const late = {
        holders: [{ holderId: 'H1', units: units('3') }],
        unattributed: [{ trackId: 'T1', rightsType: 'songwriter', units: units('1') }],
        attributedUnits: units('3'),
        unattributedUnits: units('1'),
      };
      const nothing = { holders: [], unattributed: [], attributedUnits: 0n, unattributedUnits: 0n };

      const drafts = [
        fundingDraft(period, frozen),
        distributionDraft(period, frozen, {
          earnings: nothing,
          residual: units(pool),
          corrected: { late, recovered: nothing },
        }),
      ];

      const balances = new Map<string, bigint>();
      for (const { debit, credit, units: moved } of drafts.flatMap((draft) => draft?.postings ?? [])) {
        balances.set(debit, (balances.get(debit) ?? 0n) - moved);
        balances.set(credit, (balances.get(credit) ?? 0n) + moved);
      }
      expect(balances.get('clearing:pool:US_2025_04:USD')).toBe(0n);
      expect(balances.get('payable:holder:H1:USD')).toBe(units('3'));
      expect(balances.get('holding:unattributed:T1:songwriter:USD')).toBe(units('1'));
      expect(formatUnits(balances.get('holding:residual:US:USD') ?? 0n)).toBe(pool);
    },
  );
});
