import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { grantAthena } from '#infra/constructs/athena-grants';
import { grantControlList, grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import { addLedgerCopy, COPY_TABLES, grantCopyWrite } from '#infra/constructs/ledger-copy';
import { grantLedgerRead, grantLedgerScan } from '#infra/constructs/ledger-grants';
import { grantObjectList, grantObjectRead, grantObjectWrite } from '#infra/constructs/object-grants';
import { alarmOn } from '#infra/constructs/royalty-alarms';
import { RoyaltyFunction, type RoyaltyFunctionProps } from '#infra/constructs/royalty-function';
import { RoyaltyStateMachine } from '#infra/constructs/royalty-state-machine';
import { physicalName } from '#infra/constructs/stage';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

const UNCHECKED = 'a fault in the books would go unnoticed for a day';
const BROKEN = 'A check of the books failed: see GET /v1/audit/checks, and stop payouts until it is explained';
const RESULTS = ['AUDIT#*'];
const SEALS = 'ledger-seals/';

/** What a function ships that names the checks: one of them reads the copy by DuckDB. */
const NATIVE = ['@duckdb/node-api'];

export interface AuditStackProps {
  readonly storage: StorageStack;
  readonly api: ApiStack;
}

/** The checks of the books: every day, and when an auditor asks. */
export class AuditStack extends Stack {
  readonly #storage: StorageStack;

  constructor(scope: Construct, id: string, { storage, api }: AuditStackProps) {
    super(scope, id, { description: 'Pennywhistle: the checks of the books' });
    this.#storage = storage;
    addLedgerCopy(this, storage);
    const machine = new RoyaltyStateMachine(this, 'run-audit', {
      errorImpact: UNCHECKED,
      timeout: Duration.hours(6),
      functions: {
        PlanAudit: this.#function('PlanAudit', 'plan-audit', { nodeModules: NATIVE }),
        RunChecks: this.#runChecks(),
        RecordCheckFault: this.#telling('RecordCheckFault', 'record-check-fault'),
      },
    });
    new Rule(this, 'Daily', {
      ruleName: physicalName(this, 'royalty-daily-audit'),
      schedule: Schedule.expression('cron(20 2 * * ? *)'),
      targets: [new SfnStateMachine(machine)],
    });
    this.#addRoutes(api, machine);
  }

  /** Reads what every check reads; a context that adds checks grants here what they need. */
  #runChecks(): RoyaltyFunction {
    const { controlTable, documentsBucket, ledgerTable, glueDatabaseName, athenaWorkgroupName } = this.#storage;
    const fn = this.#telling('RunChecks', 'run-checks', {
      timeout: Duration.minutes(15),
      memoryMegabytes: 3008,
      scratchMegabytes: 10_240,
      nodeModules: NATIVE,
      environment: {
        LEDGER_TABLE: ledgerTable.tableName,
        DOCUMENTS_BUCKET: documentsBucket.bucketName,
        GLUE_DATABASE: glueDatabaseName,
        ATHENA_WORKGROUP: athenaWorkgroupName,
      },
    });
    grantLedgerScan(ledgerTable, fn);
    grantCopyWrite(fn, this.#storage);
    grantObjectWrite(documentsBucket, fn, SEALS);
    grantObjectList(documentsBucket, fn);
    grantAthena(fn, this.#storage, { reads: [], writes: COPY_TABLES });
    const records = ['PERIOD#*', 'REPORT#*', 'PAYOUT#*', 'BANKSTATEMENT#*', 'BANKACCOUNTS'];
    grantControlRead(controlTable, fn, records);
    grantControlList(controlTable, fn, ['PERIODS#*', 'PAYOUTS']);
    return fn;
  }

  /** A function that writes results down and tells of those that failed. */
  #telling(id: string, file: string, props: Partial<RoyaltyFunctionProps> = {}): RoyaltyFunction {
    const { controlTable, eventBus } = this.#storage;
    const fn = this.#function(id, file, props);
    fn.addEnvironment('CONTROL_TABLE', controlTable.tableName);
    fn.addEnvironment('EVENT_BUS', eventBus.eventBusName);
    grantControlWrite(controlTable, fn, RESULTS);
    eventBus.grantPutEventsTo(fn);
    alarmOn(fn, 'ChecksFailed', {
      description: BROKEN,
      metric: new Metric({
        namespace: 'Pennywhistle',
        metricName: 'AuditChecksFailed',
        dimensionsMap: { service: fn.functionName, function_name: fn.functionName },
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
    });
    return fn;
  }

  #addRoutes(api: ApiStack, machine: RoyaltyStateMachine): void {
    const { controlTable } = this.#storage;
    const addList = (id: string, file: string, path: string) => {
      const list = this.#function(id, file, { nodeModules: NATIVE });
      list.addEnvironment('CONTROL_TABLE', controlTable.tableName);
      grantControlRead(controlTable, list, RESULTS);
      api.addRoute('GET', path, list);
    };
    addList('ListAuditChecks', 'list-audit-checks', '/v1/audit/checks');
    addList('ListAuditCheckRuns', 'list-audit-check-runs', '/v1/audit/checks/{check}/runs');
    this.#addExport(api);
    this.#addProof(api);
    const start = this.#function('StartAudit', 'start-audit');
    start.addEnvironment('RUN_AUDIT_ARN', this.#machineArn());
    machine.grantStartExecution(start);
    api.addRoute('POST', '/v1/audit/run', start);
  }

  #addExport(api: ApiStack): void {
    const { lakeBucket, ledgerTable } = this.#storage;
    const fn = this.#function('ExportLedger', 'export-ledger', {
      errorImpact: 'auditors cannot take the journal home',
      memoryMegabytes: 3008,
      scratchMegabytes: 4096,
      nodeModules: NATIVE,
      environment: { LEDGER_TABLE: ledgerTable.tableName, LAKE_BUCKET: lakeBucket.bucketName },
    });
    grantLedgerScan(ledgerTable, fn);
    grantObjectWrite(lakeBucket, fn, 'ledger_exports/');
    api.addRoute('GET', '/v1/ledger/export', fn);
  }

  #addProof(api: ApiStack): void {
    const { documentsBucket, ledgerTable } = this.#storage;
    const fn = this.#function('GetLedgerProof', 'get-ledger-proof', {
      errorImpact: 'nobody gets a proof of a journal transaction; the seals stand',
      memoryMegabytes: 1024,
      environment: { LEDGER_TABLE: ledgerTable.tableName, DOCUMENTS_BUCKET: documentsBucket.bucketName },
    });
    grantLedgerRead(ledgerTable, fn);
    grantObjectRead(documentsBucket, fn, SEALS);
    grantObjectList(documentsBucket, fn);
    api.addRoute('GET', '/v1/ledger/transactions/{id}/proof', fn);
  }

  #machineArn(): string {
    const resource = `stateMachine:${physicalName(this, 'run-audit')}`;
    return this.formatArn({ service: 'states', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }

  #function(id: string, file: string, props: Partial<RoyaltyFunctionProps> = {}): RoyaltyFunction {
    return new RoyaltyFunction(this, id, {
      file: `functions/audit/handlers/${file}.ts`,
      errorImpact: UNCHECKED,
      ...props,
    });
  }
}
