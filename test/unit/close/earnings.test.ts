import { describe, expect, it } from 'vitest';
import { earningsOf } from '#close/earnings';
import { parseDecimal } from '#kernel/money/decimal';

const decimal = (text: string) => parseDecimal(text) ?? ('' as never);
const holder = (holderId: string, amount: string) => ({ holderId, amount: decimal(amount) });
const held = (trackId: string, rightsType: string, amount: string) => ({
  trackId,
  rightsType,
  amount: decimal(amount),
});

describe('totals on their way to ledger scale (R16)', () => {
  it('go by largest remainder over every holder and ~unattributed, ties to the first id in UTF-8 order', () => {
    const third = '0.00000000003333333333';
    const earnings = earningsOf({
      holders: [holder('H2', third), holder('H1', third)],
      unattributed: [held('T1', 'artist', '0.00000000003333333334')],
    });

    expect(earnings).toEqual({
      holders: [],
      unattributed: [{ trackId: 'T1', rightsType: 'artist', units: 1n }],
      attributedUnits: 0n,
      unattributedUnits: 1n,
    });

    const even = earningsOf({
      holders: ['H2', 'é', 'H10']
        .map((id) => holder(id, '0.00000000006666666666'))
        .concat(holder('z', '0.00000000000000000002')),
      unattributed: [],
    });
    expect(even.holders).toEqual([
      { holderId: 'H2', units: 1n },
      { holderId: 'H10', units: 1n },
    ]);
  });

  it('split what nobody claims over track and type likewise', () => {
    const earnings = earningsOf({
      holders: [holder('H1', '1.0000000000')],
      unattributed: [
        held('T2', 'label', '0.00000000005'),
        held('T1', 'label', '0.00000000005'),
        held('T1', 'artist', '0.00000000010000000000'),
      ],
    });

    expect(earnings.unattributedUnits).toBe(2n);
    expect(earnings.unattributed).toEqual([
      { trackId: 'T1', rightsType: 'label', units: 1n },
      { trackId: 'T1', rightsType: 'artist', units: 1n },
    ]);
    expect(earnings.attributedUnits).toBe(10_000_000_000n);
  });

  it('must sum to whole ledger units, as the rates of plays do', () => {
    expect(() => earningsOf({ holders: [holder('H1', '0.00000000001')], unattributed: [] })).toThrow(
      'The totals sum to 0.00000000001000000000; plays earn whole ledger units',
    );
    expect(() => earningsOf({ holders: [holder('H1', '-1')], unattributed: [] })).toThrow('below zero');
  });

  it('may be nothing at all', () => {
    expect(earningsOf({ holders: [], unattributed: [] })).toMatchObject({ attributedUnits: 0n, unattributedUnits: 0n });
  });
});
