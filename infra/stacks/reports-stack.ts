import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { grantControlList, grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import { grantLedgerInsert } from '#infra/constructs/ledger-grants';
import {
  grantObjectList,
  grantObjectRead,
  grantObjectReplace,
  grantObjectWrite,
} from '#infra/constructs/object-grants';
import { addReportTables } from '#infra/constructs/report-tables';
import { RoyaltyFunction, type RoyaltyFunctionProps } from '#infra/constructs/royalty-function';
import { RoyaltyStateMachine } from '#infra/constructs/royalty-state-machine';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

const UNPAID = 'a provider’s report stays where it is, and its holders are not credited';
const RECORDS = ['REPORT#*'];
const BULK = { timeout: Duration.minutes(15), memoryMegabytes: 3538, scratchMegabytes: 10_240 } as const;
const DUCKDB = ['@duckdb/node-api'];

type Rights = 'drops' | 'mappings' | 'catalog' | 'holders' | 'errors' | 'rows' | 'work' | 'lines' | 'ledger';

/** Provider reports: from a drop to balances, and the questions about them. */
export class ReportsStack extends Stack {
  readonly #storage: StorageStack;

  constructor(scope: Construct, id: string, props: { readonly storage: StorageStack; readonly api: ApiStack }) {
    super(scope, id, { description: 'Pennywhistle: provider reports' });
    this.#storage = props.storage;
    const { lakeBucket, glueDatabaseName } = props.storage;
    addReportTables(this, { bucketName: lakeBucket.bucketName, database: glueDatabaseName });
    this.#addMachine();
    this.#addRoutes(props.api);
  }

  #addMachine(): void {
    const registerReport = this.#step('RegisterReport', 'register-report', ['drops', 'mappings'], BULK);
    grantObjectRead(this.#storage.dropsBucket, registerReport, '');
    grantObjectList(this.#storage.dropsBucket, registerReport);
    grantObjectWrite(this.#storage.lakeBucket, registerReport, 'archive/');
    const detectMapping = this.#step('DetectMapping', 'detect-mapping', ['mappings', 'errors'], BULK);
    const parseReport = this.#step('ParseReport', 'parse-report', ['mappings', 'errors', 'rows', 'work'], BULK, DUCKDB);
    grantControlList(this.#storage.controlTable, detectMapping, ['MAPPINGS']);
    for (const reader of [detectMapping, parseReport]) grantObjectRead(this.#storage.lakeBucket, reader, 'archive/');
    const validating: Rights[] = ['catalog', 'holders', 'errors', 'rows', 'work'];
    const awaitRemittance = this.#step('AwaitRemittance', 'await-remittance', ['mappings']);
    const failing: Rights[] = ['drops', 'errors', 'work', 'lines', 'ledger'];
    const failReport = this.#step('FailReport', 'fail-report', failing, BULK, DUCKDB);
    const functions = {
      RegisterReport: registerReport,
      DetectMapping: detectMapping,
      ParseReport: parseReport,
      ValidateReport: this.#step('ValidateReport', 'validate-report', validating, BULK, DUCKDB),
      AwaitRemittance: awaitRemittance,
      ConvertReport: this.#step('ConvertReport', 'convert-report', ['mappings', 'rows', 'work', 'lines'], BULK, DUCKDB),
      GroupBatches: this.#step('GroupBatches', 'group-batches', ['work', 'lines'], BULK, DUCKDB),
      PostReport: this.#step('PostReport', 'post-report', ['work', 'lines', 'ledger'], BULK, DUCKDB),
      ProveReport: this.#step('ProveReport', 'prove-report', ['work', 'lines', 'ledger'], BULK, DUCKDB),
      CompleteReport: this.#step('CompleteReport', 'complete-report', ['drops', 'work', 'lines'], BULK, DUCKDB),
      FailReport: failReport,
    };
    const machine = new RoyaltyStateMachine(this, 'ingest-report', { functions, errorImpact: UNPAID });
    for (const waker of [awaitRemittance, failReport]) this.#allowWaking(machine.stateMachineName, waker);
  }

  #step(
    id: string,
    file: string,
    rights: readonly Rights[],
    size: Pick<RoyaltyFunctionProps, 'timeout' | 'memoryMegabytes' | 'scratchMegabytes'> = {},
    nodeModules: readonly string[] = [],
  ): RoyaltyFunction {
    const { controlTable, lakeBucket, ledgerTable } = this.#storage;
    const fn = new RoyaltyFunction(this, id, {
      file: `functions/reports/handlers/${file}.ts`,
      errorImpact: UNPAID,
      environment: {
        CONTROL_TABLE: controlTable.tableName,
        LAKE_BUCKET: lakeBucket.bucketName,
        ...(rights.includes('ledger') && { LEDGER_TABLE: ledgerTable.tableName }),
      },
      ...size,
      ...(nodeModules.length > 0 && { nodeModules }),
    });
    grantControlWrite(controlTable, fn, rights.includes('drops') ? [...RECORDS, 'DROP#*'] : RECORDS);
    const reads: Partial<Record<Rights, readonly string[]>> = {
      mappings: ['MAPPING#*'],
      catalog: ['CATALOG#*'],
      holders: ['HOLDER#*', 'PLAN#*'],
    };
    const readable = rights.flatMap((right) => reads[right] ?? []);
    if (readable.length > 0) grantControlRead(controlTable, fn, readable);
    if (rights.includes('catalog')) grantObjectRead(lakeBucket, fn, 'catalog/');
    if (rights.includes('errors')) grantObjectWrite(lakeBucket, fn, 'report_errors/');
    if (rights.includes('rows')) grantObjectReplace(lakeBucket, fn, 'report_rows/');
    if (rights.includes('work')) grantObjectReplace(lakeBucket, fn, 'report_work/');
    if (rights.includes('lines')) grantObjectReplace(lakeBucket, fn, 'report_lines/');
    if (rights.includes('ledger')) grantLedgerInsert(ledgerTable, fn);
    grantObjectList(lakeBucket, fn);
    return fn;
  }

  #allowWaking(machineName: string, fn: RoyaltyFunction): void {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['states:SendTaskSuccess'],
        resources: [this.formatArn({ service: 'states', resource: `stateMachine:${machineName}` })],
      }),
    );
  }

  #addRoutes(api: ApiStack): void {
    const { controlTable, lakeBucket, dropsBucket } = this.#storage;
    const reader = (id: string, file: string, prefixes: readonly string[], errorImpact: string) => {
      const fn = this.#route(id, file, errorImpact);
      grantControlRead(controlTable, fn, prefixes);
      return fn;
    };
    const listReports = this.#route('ListReports', 'list-reports', 'operations cannot see the reports');
    grantControlList(controlTable, listReports, ['REPORTS']);
    api.addRoute('GET', '/v1/reports', listReports);
    api.addRoute(
      'GET',
      '/v1/reports/{id}',
      reader('GetReport', 'get-report', RECORDS, 'operations cannot see a report'),
    );
    const errors = reader('GetReportErrors', 'get-report-errors', RECORDS, 'nobody sees what is wrong with a report');
    grantObjectRead(lakeBucket, errors, 'report_errors/');
    grantObjectList(lakeBucket, errors);
    api.addRoute('GET', '/v1/reports/{id}/errors', errors);
    const rows = reader('GetReportRows', 'get-report-rows', RECORDS, 'a balance cannot be followed to its line');
    this.#allowQueries(rows);
    api.addRoute('GET', '/v1/reports/{id}/rows', rows);

    const writer = (id: string, file: string, errorImpact: string) => {
      const fn = this.#route(id, file, errorImpact);
      grantControlWrite(controlTable, fn, RECORDS);
      this.#allowWaking('ingest-report', fn);
      return fn;
    };
    api.addRoute('POST', '/v1/reports/{id}/remittance', writer('StateRemittance', 'state-remittance', UNPAID));
    api.addRoute('POST', '/v1/reports/{id}/supersede', writer('SupersedeReport', 'supersede-report', UNPAID));
    const abandon = writer('AbandonReport', 'abandon-report', 'a report that nobody pays blocks its next version');
    grantControlRead(controlTable, abandon, ['MAPPING#*']);
    api.addRoute('POST', '/v1/reports/{id}/abandon', abandon);

    const mapping = '/v1/providers/{provider}/mapping';
    const noMapping = 'a provider’s new layout cannot be taught';
    const getMapping = reader('GetProviderMapping', 'get-provider-mapping', ['MAPPING#*'], noMapping);
    api.addRoute('GET', mapping, getMapping);
    const putMapping = this.#route('PutProviderMapping', 'put-provider-mapping', noMapping);
    grantControlWrite(controlTable, putMapping, ['MAPPING#*']);
    api.addRoute('PUT', mapping, putMapping);
    const preview = reader('PreviewProviderMapping', 'preview-provider-mapping', ['MAPPING#*', 'DROP#*'], noMapping);
    grantControlList(controlTable, preview, ['MAPPINGS']);
    grantObjectRead(dropsBucket, preview, '');
    grantObjectList(dropsBucket, preview);
    api.addRoute('POST', `${mapping}/preview`, preview);
  }

  #route(id: string, file: string, errorImpact: string): RoyaltyFunction {
    const { controlTable, lakeBucket, glueDatabaseName, athenaWorkgroupName } = this.#storage;
    return new RoyaltyFunction(this, id, {
      file: `functions/reports/handlers/${file}.ts`,
      errorImpact,
      memoryMegabytes: 1024,
      environment: {
        CONTROL_TABLE: controlTable.tableName,
        LAKE_BUCKET: lakeBucket.bucketName,
        GLUE_DATABASE: glueDatabaseName,
        ATHENA_WORKGROUP: athenaWorkgroupName,
      },
    });
  }

  /** Athena reads the lake and the catalogue with the rights of whoever asks. */
  #allowQueries(fn: RoyaltyFunction): void {
    const { lakeBucket, glueDatabaseName, athenaWorkgroupName } = this.#storage;
    const table = (name: string) => this.formatArn({ service: 'glue', resource: `table/${glueDatabaseName}/${name}` });
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['athena:StartQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults'],
        resources: [this.formatArn({ service: 'athena', resource: `workgroup/${athenaWorkgroupName}` })],
      }),
    );
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
        resources: [
          this.formatArn({ service: 'glue', resource: 'catalog' }),
          this.formatArn({ service: 'glue', resource: `database/${glueDatabaseName}` }),
          table('report_rows'),
          table('report_lines'),
          table('earned_lines'),
        ],
      }),
    );
    fn.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetBucketLocation'], resources: [lakeBucket.bucketArn] }));
    grantObjectRead(lakeBucket, fn, 'report_rows/');
    grantObjectRead(lakeBucket, fn, 'report_lines/');
    grantObjectWrite(lakeBucket, fn, 'athena-results/');
    grantObjectList(lakeBucket, fn);
  }
}
