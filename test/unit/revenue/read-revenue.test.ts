import { describe, expect, it } from 'vitest';
import { issueLog } from '#kernel/csv/file-issue';
import { type RevenueRow, readRevenueRow } from '#revenue/read-revenue';
import { PERIODS_MAX, revenueTally } from '#revenue/tally';

const CELLS = { country: 'US', period: '2025-04', user_id: 'U1', currency: 'USD', amount: '10' };

function aRow(cells: Partial<typeof CELLS> = {}, line = 2): RevenueRow {
  const reading = readRevenueRow({ line, cells: { ...CELLS, ...cells } });
  if (reading.kind === 'faulty') throw new Error(JSON.stringify(reading.errors));
  return reading.row;
}

describe('a row of revenue', () => {
  it.each([
    ['12.50', 125_000_000_000n],
    ['0.0000000001', 1n],
    ['-3', -30_000_000_000n],
    ['1E3', 10_000_000_000_000n],
    ['0', 0n],
  ])('reads the amount %s exactly', (amount, units) => {
    expect(aRow({ amount }).units).toBe(units);
  });

  it('names its country-period, and with an empty user_id no subscriber', () => {
    expect(aRow({ user_id: '' })).toEqual({
      line: 2,
      periodId: 'US_2025_04',
      country: 'US',
      month: '2025-04',
      userId: '',
      currency: 'USD',
      units: 100_000_000_000n,
    });
  });

  it.each([
    ['country', 'us', 'unknown_country'],
    ['country', '*', 'unknown_country'],
    ['period', '2025-13', 'bad_period'],
    ['period', '2025-04-01', 'bad_period'],
    ['user_id', 'x'.repeat(65), 'bad_id'],
    ['currency', 'DOLLAR', 'unknown_currency'],
    ['amount', '', 'bad_amount'],
    ['amount', 'NaN', 'bad_amount'],
    ['amount', '1,000.00', 'bad_amount'],
    ['amount', '0.00000000001', 'bad_amount'],
  ] as const)('with the %s %j is refused by line, column and value', (column, value, code) => {
    const reading = readRevenueRow({ line: 9, cells: { ...CELLS, [column]: value } });

    expect(reading).toMatchObject({ kind: 'faulty', errors: [{ code, line: 9, column, value }] });
  });

  it('with several faults names each of them', () => {
    const reading = readRevenueRow({ line: 3, cells: { ...CELLS, country: '', currency: '', amount: 'x' } });

    expect(reading).toMatchObject({ kind: 'faulty', errors: [{ column: 'country' }, { column: 'currency' }, {}] });
  });
});

describe('the rows of a file', () => {
  it('add by country and month, subscribers and nobody alike (R21)', () => {
    const log = issueLog(10);
    const tally = revenueTally(log);

    for (const row of [
      aRow(),
      aRow({ user_id: '', amount: '5' }),
      aRow({ amount: '-2.5' }),
      aRow({ period: '2025-05' }),
    ])
      tally.add(row);

    expect(tally.periods()).toEqual([
      { periodId: 'US_2025_04', currency: 'USD', units: 125_000_000_000n, rows: 3 },
      { periodId: 'US_2025_05', currency: 'USD', units: 100_000_000_000n, rows: 1 },
    ]);
    expect(log.count).toBe(0);
  });

  it('in two currencies for one country and month name both lines; every further one is counted', () => {
    const log = issueLog(10);
    const tally = revenueTally(log);

    tally.add(aRow({}, 2));
    tally.add(aRow({ currency: 'EUR' }, 3));
    tally.add(aRow({ currency: 'EUR' }, 4));
    tally.add(aRow({ currency: 'EUR', period: '2025-05' }, 5));

    expect(log.issues).toEqual([
      {
        code: 'two_currencies',
        message: 'Line 3: US_2025_04 is in EUR here and in USD on line 2; a country and month has one currency.',
        line: 3,
        column: 'currency',
        value: 'EUR',
      },
    ]);
    expect(log.count).toBe(2);
  });

  it(`of more than ${PERIODS_MAX} country-periods ask for the file to be split, once`, () => {
    const log = issueLog(10);
    const tally = revenueTally(log);
    const years = Array.from({ length: PERIODS_MAX + 2 }, (_, index) => `${2000 + index}-01`);

    for (const period of years) tally.add(aRow({ period }));

    expect(log.issues.map(({ code, value }) => [code, value])).toEqual([
      ['too_many_periods', `US_${2000 + PERIODS_MAX}_01`],
    ]);
  });

  it('that sum to more than a ledger amount can hold are refused', () => {
    const log = issueLog(10);
    const tally = revenueTally(log);
    const most = aRow({ amount: '9'.repeat(28) });

    tally.add(most);
    const standing = tally.periods();
    tally.add(most);
    tally.periods();

    expect(standing).toHaveLength(1);
    expect(log.issues).toMatchObject([{ code: 'sum_too_large', line: 2 }]);
  });
});
