import type { Construct } from 'constructs';
import { addLakeTable, type Columns, INJECTED, type Lake, type LakeTable } from '#infra/constructs/lake-table';

/** The folders of a report's files; of its lines, columns of the files as well. */
const FOLDERS: Columns = { provider: 'string', period: 'string', report_id: 'string' };

const REPORT: Columns = { ordinal: 'int', line: 'int' };

const REPORT_ROWS: Columns = {
  ...REPORT,
  sheet: 'string',
  currency: 'string',
  amount: 'string',
  payable: 'boolean',
  filter: 'string',
  units: 'string',
  isrc: 'string',
  upc: 'string',
  track_key: 'string',
  title: 'string',
  artist: 'string',
  store: 'string',
  territory: 'string',
  sale_period: 'string',
  transaction_kind: 'string',
  text: 'string',
  separator: 'string',
};

const REPORT_LINES: Columns = {
  ...REPORT,
  sheet: 'string',
  currency: 'string',
  original_currency: 'string',
  original_amount: 'string',
  converted: 'decimal(38,10)',
  commission: 'decimal(38,10)',
  holder_amount: 'decimal(38,10)',
  commission_rate: 'decimal(11,10)',
  track_id: 'string',
  match_kind: 'string',
  holder_id: 'string',
  batch_id: 'string',
  store: 'string',
  territory: 'string',
  sale_period: 'string',
};

const PARTITIONS = Object.fromEntries(Object.keys(FOLDERS).map((key) => [key, INJECTED]));

const TABLES: readonly LakeTable[] = [
  { id: 'ReportRows', name: 'report_rows', columns: REPORT_ROWS, partitions: PARTITIONS },
  { id: 'ReportLines', name: 'report_lines', columns: REPORT_LINES, partitions: PARTITIONS },
  { id: 'EarnedLines', name: 'earned_lines', columns: { ...FOLDERS, ...REPORT_LINES }, folder: 'report_lines' },
];

/**
 * The lake's tables of reports. `report_rows` and `report_lines` are partitioned by provider, period and report, whose
 * values a query injects: Athena then reads one folder, and no partition is ever registered. `earned_lines` is the same
 * lines for questions to all reports at once, such as a holder's earnings (docs/adr/lake-partitions-are-injected.md).
 */
export function addReportTables(scope: Construct, lake: Lake): void {
  for (const table of TABLES) addLakeTable(scope, lake, table);
}
