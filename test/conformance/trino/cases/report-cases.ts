import type { TableRow } from '#test/support/lake-rows';
import type { SqlCase } from '#test/support/trino/sql-case';
import holderEarnings from '../../../../functions/reports/sql/holder-earnings.sql' with { type: 'text' };
import rowsPage from '../../../../functions/reports/sql/rows-page.sql' with { type: 'text' };

const FOLDER = { provider: 'distrokid', period: '2025-04', report_id: 'r1' };

function aRow(ordinal: number, row: TableRow = {}): TableRow {
  const cells = { currency: 'USD', amount: '1.5', payable: true, filter: '', units: '1', isrc: 'USABC2500001' };
  const texts = { upc: '', title: 'Été', artist: "O'Neil", store: 'S1', territory: 'US', sale_period: '2025-04' };
  const rest = { sheet: '', track_key: '', transaction_kind: 'sale', text: 'a, b\tc', separator: '\t' };
  return { ...FOLDER, ordinal, line: ordinal + 1, ...cells, ...texts, ...rest, ...row };
}

function aLine(ordinal: number, line: TableRow = {}): TableRow {
  const amounts = { converted: '12.3456789012', commission: '1.8518518352', holder_amount: '10.4938270660' };
  const texts = { currency: 'EUR', original_currency: 'USD', original_amount: '1.5', commission_rate: '0.15' };
  const place = { store: 'S1', territory: 'US', sale_period: '2025-04', sheet: '', batch_id: 'B1' };
  const match = { track_id: 'T1', match_kind: 'isrc', holder_id: 'H1' };
  return { ...FOLDER, ordinal, line: ordinal + 1, ...texts, ...amounts, ...place, ...match, ...line };
}

const EARNED = [
  aLine(1),
  aLine(2, { holder_amount: '-0.0000000001', converted: '-0.0000000001', commission: '0', store: 'S2' }),
  aLine(3, { holder_amount: '9999999999999999999999999999.9999999999', currency: 'USD', territory: null }),
  aLine(4, { holder_id: 'H2' }),
  aLine(5, { provider: 'apple', track_id: "T'2", sale_period: null }),
];

/** Questions to the report tables. */
export const REPORT_CASES: readonly SqlCase[] = [
  ...['provider', 'store', 'territory', 'track', 'period'].map((groupBy) => ({
    file: 'functions/reports/sql/holder-earnings.sql',
    name: `earnings by ${groupBy}, refunds, 38 digits and groups without a name among them`,
    sql: holderEarnings,
    parameters: [groupBy, 'H1'],
    tables: { earned_lines: EARNED },
  })),
  ...[
    ['all rows, posted or not', ['0', '', '']],
    ['rows of one holder after the first', ['1', 'H1', '']],
    ['rows of one track', ['0', '', 'T1']],
  ].map(([name, filter]) => ({
    file: 'functions/reports/sql/rows-page.sql',
    name: String(name),
    sql: rowsPage,
    parameters: [...Object.values(FOLDER), ...Object.values(FOLDER), ...(filter as readonly string[])],
    tables: {
      report_rows: [aRow(1), aRow(2, { payable: false, filter: 'zero' }), aRow(3), aRow(1, { report_id: 'r2' })],
      report_lines: [aLine(1), aLine(3, { track_id: 'T1' }), aLine(1, { report_id: 'r2', holder_id: 'H9' })],
    },
  })),
];
