import { describe, expect, it } from 'vitest';
import { aMapping, aReport, aValues, read, readLines } from '#test/support/text-report';

const VALID = '2025-04-01,One,USAB12500001,1,0.10';
const columns = (required: readonly (string | object)[], more: Readonly<Record<string, unknown>> = {}) => ({
  kind: 'table',
  columns: { required, ...more },
});

describe('reading rows', () => {
  it('a row is mapped with its line, exact amount and period', async () => {
    const { rows } = await readLines([VALID]);

    expect(rows).toMatchObject([
      {
        line: 2,
        sheet: '',
        amountText: '0.10',
        amount: { digits: 10n, scale: 2 },
        currency: 'USD',
        units: '1',
        isrc: 'USAB12500001',
        salePeriod: '2025-04',
        transactionKind: 'sale',
        payable: true,
        errors: [],
      },
    ]);
  });

  it.each([
    ['2025-04-01,One,USAB12500001,1,', 'missing_amount'],
    ['2025-04-01,One,USAB12500001,1,0.1O', 'bad_number'],
    ['2025-04-01,One,USAB12500001,x,0.10', 'bad_number'],
    ['2025-04-31,One,USAB12500001,1,0.10', 'bad_date'],
    ['2025-04-01,One,USAB1250000,1,0.10', 'malformed_isrc'],
    ['2025-04-01,One,,1,0.10', 'missing_identifier'],
    ['2025-04-01,One,USAB12500001,1', 'ragged_row'],
    ['2025-04-01,One,USAB12500001,1,0.10,x', 'ragged_row'],
    ['2025-04-01,O\0ne,USAB12500001,1,0.10', 'nul_byte'],
    ['2025-04-01,"One"!,USAB12500001,1,0.10', 'malformed_quote'],
    ['2025-04-01,"One,USAB12500001,1,0.10', 'unclosed_quote'],
  ])('%j is %s at its line', async (line, type) => {
    const { errors } = await readLines([VALID, line]);

    expect(errors).toEqual([`${type}@3`]);
  });

  it('an empty cell beyond the header is no ragged row', async () => {
    expect((await readLines([`${VALID},`])).errors).toEqual([]);
  });

  it('totals.parsed counts every row that has an amount, whatever else is wrong with it', async () => {
    const { summary } = await readLines([
      VALID,
      'bad,One,bad,1,2.5',
      '2025-04-01,One,USAB12500001,1,',
      '2025-04-01,One,USAB12500001,1,-0.003',
    ]);

    expect(summary.totals.parsed).toEqual([{ currency: 'USD', amount: '2.597', rows: 3 }]);
    expect(summary.counts).toMatchObject({ data: 4, withoutAmount: 1, invalid: 2 });
  });

  it('errors are grouped by type with a true count beyond the examples kept', async () => {
    const { summary } = await readLines(Array.from({ length: 150 }, () => '2025-04-01,One,bad,1,1'));

    expect(summary.errorGroups).toMatchObject([{ type: 'malformed_isrc', count: 150 }]);
    expect(summary.errorGroups[0]?.examples).toHaveLength(100);
  });

  it('a filtered row is in parsed, not in payable, and is not validated', async () => {
    const rows = { filters: [{ reason: 'payout', when: [{ column: 'Title', is: ['payout'] }] }] };
    const { summary, errors } = await readLines([VALID, ',Payout ,,,-3', ',payout,,,'], { rows });

    expect(errors).toEqual([]);
    expect(summary.totals).toEqual({
      parsed: [{ currency: 'USD', amount: '-2.90', rows: 2 }],
      payable: [{ currency: 'USD', amount: '0.10', rows: 1 }],
    });
    expect(summary.counts).toMatchObject({ data: 3, payable: 1, filtered: { payout: 2 }, withoutAmount: 1 });
  });

  it('currencies are never added together', async () => {
    const mapping = aMapping({
      layout: columns(['Title', 'ISRC', 'Cur', 'Net']),
      values: aValues({
        currency: { from: [{ column: 'Cur' }], aliases: { '€': 'EUR' } },
        units: undefined,
        period: undefined,
      }),
    });
    const text =
      'Title,ISRC,Cur,Net\nA,USAB12500001,eur,1.5\nB,USAB12500001,€,1\nC,USAB12500001,JPY,119.00\nD,USAB12500001,Really,2\n';
    const { summary, errors } = await read(aReport({ 'r.csv': text }), mapping);

    expect(summary.totals.parsed).toEqual([
      { currency: 'EUR', amount: '2.5', rows: 2 },
      { currency: 'JPY', amount: '119.00', rows: 1 },
      { currency: 'Really', amount: '2', rows: 1 },
    ]);
    expect(errors).toEqual(['unknown_currency@5']);
  });

  it('a barcode in the ISRC column is a barcode', async () => {
    expect((await readLines(['2025-04-01,One,0718752155427,1,1'])).rows).toMatchObject([
      { isrc: '', upc: '718752155427', errors: [] },
    ]);
  });
});

describe('checks in a row', () => {
  const layout = columns(['Title', 'ISRC', 'Gross', 'Fee', 'Net']);
  const check = {
    name: 'gross - fee = net',
    terms: [{ column: 'Gross' }, { column: 'Fee', sign: '-' }],
    equals: 'Net',
    tolerance: '0.01',
  };
  const values = (severity: string) =>
    aValues({ units: undefined, period: undefined, checks: [{ ...check, severity }] });
  const report = (net: string) => aReport({ 'r.csv': `Title,ISRC,Gross,Fee,Net\nA,USAB12500001,1.00,0.15,${net}\n` });

  it.each([
    ['0.85', []],
    ['0.86', []],
    ['0.84', []],
    ['0.861', ['row_check_failed@2']],
    ['0.839', ['row_check_failed@2']],
  ])('net %s against 0.85 ± 0.01 gives %j', async (net, expected) => {
    expect((await read(report(net), aMapping({ layout, values: values('fail') }))).errors).toEqual(expected);
  });

  it('of severity warn leave the row valid and say so', async () => {
    const { errors, summary } = await read(report('0.90'), aMapping({ layout, values: values('warn') }));

    expect(errors).toEqual([]);
    expect(summary.warnings).toEqual(['line 2: 0.85 and 0.90 differ; gross - fee = net within 0.01 would be right']);
  });

  it('a payable amount can be a formula', async () => {
    const mapping = aMapping({
      layout,
      values: aValues({
        units: undefined,
        period: undefined,
        amount: { sum: [{ column: 'Gross' }, { column: 'Fee', sign: '-' }] },
      }),
    });

    expect((await read(report(''), mapping)).rows).toMatchObject([{ amountText: '0.85' }]);
  });
});

describe('footers', () => {
  const rows = {
    footers: [
      { label: 'Total_Amount', compares: 'amount' },
      { label: 'Total_Units', compares: 'units' },
      { label: 'Total_Rows', compares: 'rows' },
      { label: 'Tax', compares: 'note' },
    ],
  };

  it('that agree are control totals and no data', async () => {
    const { summary, errors } = await readLines(
      [VALID, VALID, 'Total_Rows,2', 'Total_Amount,.2', 'Total_Units,2', 'Tax,-5'],
      { rows },
    );

    expect(errors).toEqual([]);
    expect(summary.counts).toMatchObject({ data: 2, footer: 4 });
    expect(summary.controlTotals.map((total) => [total.label, total.agrees, total.severity])).toEqual([
      ['Total_Rows', true, 'fail'],
      ['Total_Amount', true, 'fail'],
      ['Total_Units', true, 'warn'],
      ['Tax', true, 'note'],
    ]);
  });

  it('an amount that differs fails, units that differ warn, each on its own', async () => {
    const { summary, errors } = await readLines([VALID, 'Total_Amount,0.11', 'Total_Units,2'], { rows });

    expect(errors).toEqual(['control_total_mismatch@3']);
    expect(summary.warnings).toEqual(['line 4: Total_Units says 2, the rows add up to 1']);
  });

  it('zero rows are valid when a footer says so', async () => {
    expect((await readLines(['Total_Rows,0'], { rows })).errors).toEqual([]);
    expect((await readLines(['Total_Rows,1'], { rows })).errors).toEqual(['control_total_mismatch@2']);
  });

  it('can hold the currency that the rows need', async () => {
    const values = aValues({ currency: { from: [{ footer: 'Currency' }] } });
    const { rows: read } = await readLines([VALID, 'Currency,SEK'], {
      values,
      rows: { footers: [{ label: 'Currency', compares: 'note' }] },
    });

    expect(read).toMatchObject([{ currency: 'SEK' }]);
  });
});
