import { describe, expect, it } from 'vitest';
import { aMapping, aReport, aValues, read, readLines } from '#test/support/text-report';

const columns = (required: readonly (string | object)[], more: Readonly<Record<string, unknown>> = {}) => ({
  kind: 'table',
  columns: { required, ...more },
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
