import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';

type Columns = Readonly<Record<string, string>>;

/** The folders of a report's files, and columns of the files as well. */
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
  raw: 'string',
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

interface ReportTable {
  readonly id: string;
  readonly name: string;
  readonly columns: Columns;
  /** The folder of the lake; several tables may stand over one. */
  readonly folder: string;
  readonly isPartitioned: boolean;
}

const TABLES: readonly ReportTable[] = [
  { id: 'ReportRows', name: 'report_rows', columns: REPORT_ROWS, folder: 'report_rows', isPartitioned: true },
  { id: 'ReportLines', name: 'report_lines', columns: REPORT_LINES, folder: 'report_lines', isPartitioned: true },
  {
    id: 'EarnedLines',
    name: 'earned_lines',
    columns: { ...FOLDERS, ...REPORT_LINES },
    folder: 'report_lines',
    isPartitioned: false,
  },
];

interface Lake {
  readonly bucketName: string;
  readonly database: string;
}

/**
 * The lake's tables of reports. `report_rows` and `report_lines` are partitioned by provider, period and report, whose
 * values a query injects: Athena then reads one folder, and no partition is ever registered. `earned_lines` is the same
 * lines for questions to all reports at once, such as a holder's earnings (docs/adr/lake-partitions-are-injected.md).
 */
export function addReportTables(scope: Construct, lake: Lake): void {
  for (const table of TABLES) addTable(scope, lake, table);
}

function addTable(scope: Construct, lake: Lake, { id, name, columns, folder, isPartitioned }: ReportTable): void {
  const location = `s3://${lake.bucketName}/${folder}/`;
  new CfnTable(scope, id, {
    catalogId: Stack.of(scope).account,
    databaseName: lake.database,
    tableInput: {
      name,
      tableType: 'EXTERNAL_TABLE',
      parameters: { classification: 'parquet', ...(isPartitioned && projectionOf(location)) },
      ...(isPartitioned && { partitionKeys: columnsOf(FOLDERS) }),
      storageDescriptor: {
        columns: columnsOf(columns),
        location,
        inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
        serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      },
    },
  });
}

/** `injected`: nobody could list providers and reports beforehand, and every query of one report knows all three. */
function projectionOf(location: string): Readonly<Record<string, string>> {
  const keys = Object.keys(FOLDERS);
  const folders = keys.map((key) => `${key}=\${${key}}/`).join('');
  return {
    'projection.enabled': 'true',
    ...Object.fromEntries(keys.map((key) => [`projection.${key}.type`, 'injected'])),
    'storage.location.template': `${location}${folders}`,
  };
}

function columnsOf(columns: Columns) {
  return Object.entries(columns).map(([name, type]) => ({ name, type }));
}
