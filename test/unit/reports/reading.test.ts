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

describe('what stands outside the rows', () => {
  const table = 'Title,ISRC,Net\nA,USAB12500001,1\n';
  const layout = columns(['Title', 'ISRC', 'Net']);
  const bare = { units: undefined, period: undefined };

  it('preamble lines above the header give currency and period', async () => {
    const mapping = aMapping({
      layout: { ...layout, preamble: { Currency: {}, From: {}, To: {} } },
      values: aValues({
        ...bare,
        currency: { from: [{ preamble: 'Currency' }] },
        period: { from: [{ preamble: 'From' }], to: [{ preamble: 'To' }], templates: ['DD.MM.YYYY'] },
      }),
    });
    const { rows, summary } = await read(
      aReport({ 'r.csv': `Currency:,AUD\nFrom,01.10.2017\nTo,04.11.2017\n\n${table}` }),
      mapping,
    );

    expect(rows).toMatchObject([{ line: 6, currency: 'AUD', salePeriod: '2017-10' }]);
    expect(summary.counts).toMatchObject({ preamble: 3, blank: 1 });
  });

  it('a one-row table above the data gives values by its header', async () => {
    const mapping = aMapping({
      layout: { ...layout, preambleTable: ['Account', 'Currency'] },
      values: aValues({ ...bare, currency: { from: [{ preamble: 'Currency' }] } }),
    });

    expect((await read(aReport({ 'r.csv': `Account,Currency\n7,NOK\n${table}` }), mapping)).rows).toMatchObject([
      { line: 4, currency: 'NOK' },
    ]);
  });

  it('a column name gives the currency', async () => {
    const mapping = aMapping({
      layout: columns(['Title', 'ISRC', { as: 'Net', matching: '^Net \\([A-Z]{3}\\)$' }]),
      values: aValues({ ...bare, currency: { from: [{ columnName: 'Net', matching: '\\((?<value>.+)\\)' }] } }),
    });

    expect((await read(aReport({ 'r.csv': 'Title,ISRC,Net (CAD)\nA,USAB12500001,1\n' }), mapping)).rows).toMatchObject([
      { currency: 'CAD', amountText: '1' },
    ]);
  });

  it('the file name gives the period', async () => {
    const values = aValues({
      ...bare,
      period: { from: [{ fileName: '_(?<value>\\d{6})\\.' }], templates: ['YYYYMM'] },
    });

    expect((await read(aReport({ 'sales_201905.csv': table }), aMapping({ layout, values }))).rows).toMatchObject([
      { salePeriod: '2019-05' },
    ]);
  });

  it('the first source that is not empty wins', async () => {
    const values = aValues({ ...bare, title: { from: [{ column: 'Title' }, { constant: 'Untitled' }] } });

    expect(
      (await read(aReport({ 'r.csv': `${table},USAB12500001,2\n` }), aMapping({ layout, values }))).rows.map(
        (row) => row.title,
      ),
    ).toEqual(['A', 'Untitled']);
  });

  it('comments, blanks, ignored rows and what follows the end are no data', async () => {
    const rows = {
      comment: '#',
      ignore: [[{ column: 'Title', is: ['Total'] }]],
      end: [{ column: 'Title', is: ['Second table'] }],
    };
    const text = `# made up\n${table}\n#x\nTotal,,9\nTitle,ISRC,Net\nSecond table,,\nB,USAB12500001,5\n`;
    const { summary } = await read(aReport({ 'r.csv': text }), aMapping({ layout, rows, values: aValues(bare) }));

    expect(summary.counts).toMatchObject({ data: 1, comment: 2, blank: 1, ignored: 4 });
    expect(summary.totals.parsed).toEqual([{ currency: 'USD', amount: '1', rows: 1 }]);
  });

  it('a sentence that nothing was earned is a valid report without rows', async () => {
    const { summary, errors } = await read(
      aReport({ 'r.txt': 'No Earning Activity\n' }),
      aMapping({ rows: { noActivity: ['No Earning Activity'] } }),
    );

    expect(errors).toEqual([]);
    expect(summary).toMatchObject({ noActivity: true, counts: { data: 0 }, totals: { parsed: [] } });
  });

  it('a header without rows is no valid report', async () => {
    expect((await readLines([])).errors).toEqual(['no_data_rows@0']);
  });
});

describe('record-typed files', () => {
  const layout = {
    kind: 'records',
    types: {
      HEAD: { role: 'context', columns: ['Type', 'Currency'] },
      TRK: { role: 'context', columns: ['Type', 'Block', 'ISRC', 'Title'], key: 'Block' },
      REV: { role: 'data', columns: ['Type', 'Block', 'Net'] },
      OLD: { role: 'ignore', columns: ['Type'] },
    },
  };
  const values = {
    amount: { from: [{ column: 'Net' }] },
    currency: { from: [{ context: 'HEAD', column: 'Currency' }] },
    isrc: { from: [{ context: 'TRK', column: 'ISRC', by: 'Block' }] },
    title: { from: [{ context: 'TRK', column: 'Title', by: 'Block' }] },
  };
  const text = 'HEAD,EUR\nTRK,1,USAB12500001,One\nTRK,2,USAB12500002,Two\nREV,2,0.5\nOLD,x,y,z\nREV,1,-0.2\nTAIL,1\n';

  it('data rows read the context records that precede them', async () => {
    const { rows, errors } = await read(aReport({ 'r.csv': text }), aMapping({ layout, values }));

    expect(rows.slice(0, 2)).toMatchObject([
      { line: 4, isrc: 'USAB12500002', title: 'Two', currency: 'EUR', amountText: '0.5' },
      { line: 6, isrc: 'USAB12500001', title: 'One', currency: 'EUR', amountText: '-0.2' },
    ]);
    expect(errors).toEqual(['unknown_record_type@7']);
  });

  it('other types are ignored when the mapping says so', async () => {
    expect(
      (await read(aReport({ 'r.csv': text }), aMapping({ layout: { ...layout, otherTypes: 'ignore' }, values })))
        .errors,
    ).toEqual([]);
  });
});

describe('several members', () => {
  const part = (net: string) => `Date,Title,ISRC,Units,Net\n2025-04-01,One,USAB12500001,1,${net}\n`;

  it('are read one after another and named; roll-ups are left out', async () => {
    const { rows, summary } = await read(
      aReport({ 'a.csv': part('1'), 'b.csv': part('2'), 'rollup.csv': part('3') }),
      aMapping({ ignoreMembers: '^rollup' }),
    );

    expect(rows.map((row) => [row.sheet, row.line])).toEqual([
      ['a.csv', 2],
      ['b.csv', 2],
    ]);
    expect(summary.totals.parsed).toEqual([{ currency: 'USD', amount: '3', rows: 2 }]);
  });
});
