import { describe, expect, it } from 'vitest';
import { runDifferences } from '#console/pages/payouts/run-differences.ts';

const paid = (holder: string, amount: string, destination = '***1111') => ({
  holder_id: holder,
  currency: 'USD',
  source_currency: 'USD',
  amount,
  destination,
});

describe('what an approver asks about a run', () => {
  it('is first whose money goes elsewhere, however little it is', () => {
    const rows = runDifferences(
      [paid('A', '5000.00'), paid('B', '10.00', '***9999')],
      [paid('A', '10.00'), paid('B', '10.00')],
    );

    expect(rows.map((row) => [row.holderId, row.isElsewhere])).toEqual([
      ['B', true],
      ['A', false],
    ]);
  });

  it('then whose amount changed most, whichever way', () => {
    const rows = runDifferences([paid('A', '1.00'), paid('B', '60.00')], [paid('A', '100.00'), paid('B', '50.00')]);

    expect(rows.map((row) => [row.holderId, row.change])).toEqual([
      ['A', '-99.00'],
      ['B', '10.00'],
    ]);
  });

  it('tells apart what one holder is paid out of two balances', () => {
    const out = (source: string, amount: string) => ({ ...paid('A', amount), source_currency: source });

    const rows = runDifferences([out('USD', '5.00'), out('EUR', '7.00')], [out('USD', '5.00'), out('EUR', '9.00')]);

    expect(rows.map((row) => [row.sourceCurrency, row.before, row.change])).toEqual([
      ['EUR', '9.00', '-2.00'],
      ['USD', '5.00', '0.00'],
    ]);
  });

  it('says who was not paid before', () => {
    expect(runDifferences([paid('A', '1.00')], [])[0]).toMatchObject({ before: undefined, change: '1.00' });
  });
});
