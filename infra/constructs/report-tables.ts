import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';

type Columns = Readonly<Record<string, string>>;

const REPORT: Columns = { provider: 'string', period: 'string', report_id: 'string', ordinal: 'int', line: 'int' };

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

/**
 * The lake's tables of reports. Provider, period and report are folders and columns alike: the folders keep a report's
 * files together, the columns let every query filter on them without a partition ever being registered.
 */
export function addReportTables(
  scope: Construct,
  lake: { readonly bucketName: string; readonly database: string },
): void {
  addTable(scope, lake, { id: 'ReportRows', name: 'report_rows', columns: REPORT_ROWS });
  addTable(scope, lake, { id: 'ReportLines', name: 'report_lines', columns: REPORT_LINES });
}

function addTable(
  scope: Construct,
  lake: { readonly bucketName: string; readonly database: string },
  { id, name, columns }: { readonly id: string; readonly name: string; readonly columns: Columns },
): void {
  new CfnTable(scope, id, {
    catalogId: Stack.of(scope).account,
    databaseName: lake.database,
    tableInput: {
      name,
      tableType: 'EXTERNAL_TABLE',
      parameters: { classification: 'parquet' },
      storageDescriptor: {
        columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
        location: `s3://${lake.bucketName}/${name}/`,
        inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
        serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      },
    },
  });
}
