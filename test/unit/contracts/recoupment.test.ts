import { describe, expect, it } from 'vitest';
import { recoupApart, recoupCrossCollateralised } from '#contracts/cross-collateralisation';
import { distributeFirstMoney } from '#contracts/first-money';
import { recoup } from '#contracts/recoupment';
import { parseUnits, type Units } from '#kernel/money/units';

const HALF = { digits: 5n, scale: 1 };

/** A decimal amount in ledger units. */
function units(text: string): Units {
  const parsed = parseUnits(text);
  if (parsed === undefined) throw new Error(`${text} is no amount`);
  return parsed;
}

describe('recoupment', () => {
  it.each([
    ['100000', '200000'],
    ['200000', '400000'],
  ])('E10: an advance of %s at 50/50 is recouped at a gross of %s, and not a unit before', (advance, gross) => {
    const at = recoup({ advance: units(advance), gross: units(gross), royaltyRate: HALF });
    const before = recoup({ advance: units(advance), gross: units(gross) - 2n, royaltyRate: HALF });

    expect(at).toMatchObject({ unrecouped: 0n, payable: 0n, grossStillNeeded: 0n });
    expect(before.unrecouped).toBe(1n);
  });

  it('E10: at a gross of 150,000 the account is 25,000 unrecouped and 50,000 of gross are still needed', () => {
    const standing = recoup({ advance: units('100000'), gross: units('150000'), royaltyRate: HALF });

    expect(standing.unrecouped).toBe(units('25000'));
    // Half-even gives the tie to the even unit, so the last royalty unit may come one unit of gross early.
    expect(units('50000') - standing.grossStillNeeded).toBeLessThanOrEqual(1n);
  });

  it('what is earned beyond the advance is payable', () => {
    const standing = recoup({ advance: units('100'), gross: units('300'), royaltyRate: HALF });

    expect(standing).toMatchObject({ recouped: units('100'), payable: units('50'), unrecouped: 0n });
  });

  it('E11: 20,000 of video and 30,000 of marketing take the first 50,000, the excess fills a reserve, then the shares', () => {
    const costs = [
      { costId: 'video', funderId: 'H-LABEL', units: units('20000') },
      { costId: 'marketing', funderId: 'H-LABEL', units: units('30000') },
    ];
    const shares = [
      { id: 'H-ARTIST', weight: 60n },
      { id: 'H-LABEL', weight: 40n },
    ];

    const short = distributeFirstMoney({ gross: units('50000'), costs, reserveLacks: units('5000'), shares });
    const long = distributeFirstMoney({ gross: units('65000'), costs, reserveLacks: units('5000'), shares });

    expect(short.recovered.map((cost) => cost.units)).toEqual([units('20000'), units('30000')]);
    expect(short).toMatchObject({ reserved: 0n, shared: [{ amount: 0n }, { amount: 0n }] });
    expect(long.reserved).toBe(units('5000'));
    expect(long.shared).toEqual([
      { id: 'H-ARTIST', amount: units('6000') },
      { id: 'H-LABEL', amount: units('4000') },
    ]);
  });

  it('E12: two albums apart, the second pays 20,000 while the first is 180,000 unrecouped; crossed, nothing is payable', () => {
    const albums = [
      { contractId: 'album-1', advance: units('200000'), royalty: units('20000') },
      { contractId: 'album-2', advance: units('200000'), royalty: units('220000') },
    ];

    const apart = recoupApart(albums);
    const crossed = recoupCrossCollateralised(albums);

    expect(apart.map(({ unrecouped, payable }) => [unrecouped, payable])).toEqual([
      [units('180000'), 0n],
      [0n, units('20000')],
    ]);
    expect(crossed).toMatchObject({ position: units('-160000'), payable: 0n });
    expect(crossed.contracts[0]).toMatchObject({ borrowed: units('20000'), unrecouped: units('160000') });
    expect(crossed.contracts[1]).toMatchObject({ lent: units('20000'), payable: 0n });
  });
});
