import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '#infra/constructs/acknowledge';
import { addBankImporters } from '#infra/constructs/bank-importers';
import { grantControlList, grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import { addFraudImporter } from '#infra/constructs/fraud-importer';
import { grantObjectList, grantObjectRead, grantObjectWrite } from '#infra/constructs/object-grants';
import { letUploadForOperators } from '#infra/constructs/operator-uploads';
import { addPlaysImporter } from '#infra/constructs/plays-importer';
import { addRatesImporter } from '#infra/constructs/rates-importer';
import { addRevenueImporter } from '#infra/constructs/revenue-importer';
import { addRightsImporters } from '#infra/constructs/rights-importers';
import { alarmOnQueue } from '#infra/constructs/royalty-alarms';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { RoyaltyStateMachine } from '#infra/constructs/royalty-state-machine';
import { physicalName } from '#infra/constructs/stage';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

export interface DropsStackProps {
  readonly storage: StorageStack;
  readonly api: ApiStack;
}

const LOST_DROP = 'a file that was dropped stays unread';
const NO_FORM = 'holders are withheld tax as if without a form';
const UNPAID = 'holders cannot be paid where they asked to be';
const ARCHIVE = 'archive/';
const SNAPSHOTS = 'catalog/';

/** Drops: from an object in the bucket to a report's machine, a catalogue version, holders, plans, rights, weights, revenue or fraud flags. */
export class DropsStack extends Stack {
  readonly #storage: StorageStack;

  constructor(scope: Construct, id: string, { storage, api }: DropsStackProps) {
    super(scope, id, { description: 'Pennywhistle: drops, catalogue and holders' });
    this.#storage = storage;
    const machine = this.#ingestDrop();
    this.#acceptArrivals(machine);
    this.#sweepHourly(machine);
    this.#addRoutes(api);
  }

  #ingestDrop(): RoyaltyStateMachine {
    const { controlTable, dropsBucket, lakeBucket } = this.#storage;
    const environment = { CONTROL_TABLE: controlTable.tableName, LAKE_BUCKET: lakeBucket.bucketName };
    const archiveDrop = new RoyaltyFunction(this, 'ArchiveDrop', {
      file: 'functions/drops/handlers/archive-drop.ts',
      errorImpact: LOST_DROP,
      timeout: Duration.minutes(15),
      memoryMegabytes: 1024,
      scratchMegabytes: 6144,
      environment,
    });
    grantControlWrite(controlTable, archiveDrop, ['DROP#*']);
    grantObjectRead(dropsBucket, archiveDrop, '');
    grantObjectList(dropsBucket, archiveDrop);
    grantObjectWrite(lakeBucket, archiveDrop, ARCHIVE);
    grantObjectList(lakeBucket, archiveDrop);

    const importCatalog = new RoyaltyFunction(this, 'ImportCatalog', {
      file: 'functions/catalog/handlers/import-catalog.ts',
      errorImpact: 'tracks of a dropped catalogue are unknown, and reports that name them fail',
      timeout: Duration.minutes(15),
      memoryMegabytes: 2048,
      scratchMegabytes: 4096,
      environment,
      nodeModules: ['@duckdb/node-api'],
    });
    grantControlWrite(controlTable, importCatalog, ['CATALOG#*']);
    grantObjectRead(lakeBucket, importCatalog, ARCHIVE);
    grantObjectWrite(lakeBucket, importCatalog, SNAPSHOTS);
    grantObjectList(lakeBucket, importCatalog);

    const importHolders = this.#importer('ImportHolders', 'import-holders', 'holders of a dropped file cannot be paid');
    grantControlWrite(controlTable, importHolders, ['HOLDER#*']);
    grantControlRead(controlTable, importHolders, ['PLAN#*']);
    const importPlans = this.#importer('ImportPlans', 'import-plans', 'holders are charged by the plans before');
    grantControlWrite(controlTable, importPlans, ['PLAN#*']);
    const importDestinations = this.#importer('ImportDestinations', 'import-destinations', UNPAID);
    grantControlWrite(controlTable, importDestinations, ['DESTINATION#*']);
    grantControlRead(controlTable, importDestinations, ['HOLDER#*']);
    const importTaxForms = this.#importer('ImportTaxForms', 'import-tax-forms', NO_FORM);
    grantControlWrite(controlTable, importTaxForms, ['TAXFORMS#*']);
    grantControlRead(controlTable, importTaxForms, ['HOLDER#*']);

    const completeDrop = this.#recorder('CompleteDrop', 'complete-drop');
    const failDrop = this.#recorder('FailDrop', 'fail-drop');
    return new RoyaltyStateMachine(this, 'ingest-drop', {
      errorImpact: LOST_DROP,
      timeout: Duration.hours(4),
      functions: {
        ArchiveDrop: archiveDrop,
        ImportCatalog: importCatalog,
        ImportHolders: importHolders,
        ImportPlans: importPlans,
        ImportDestinations: importDestinations,
        ImportTaxForms: importTaxForms,
        ...addRightsImporters(this, this.#storage),
        ...addRevenueImporter(this, this.#storage),
        ...addRatesImporter(this, this.#storage),
        ...addPlaysImporter(this, this.#storage),
        ...addFraudImporter(this, this.#storage),
        ...addBankImporters(this, this.#storage),
        CompleteDrop: completeDrop,
        FailDrop: failDrop,
      },
    });
  }

  #importer(id: string, file: string, errorImpact: string): RoyaltyFunction {
    const { controlTable, lakeBucket } = this.#storage;
    const importer = new RoyaltyFunction(this, id, {
      file: `functions/holders/handlers/${file}.ts`,
      errorImpact,
      timeout: Duration.minutes(15),
      memoryMegabytes: 1024,
      environment: { CONTROL_TABLE: controlTable.tableName, LAKE_BUCKET: lakeBucket.bucketName },
    });
    grantObjectRead(lakeBucket, importer, ARCHIVE);
    return importer;
  }

  #recorder(id: string, file: string): RoyaltyFunction {
    const { controlTable } = this.#storage;
    const recorder = new RoyaltyFunction(this, id, {
      file: `functions/drops/handlers/${file}.ts`,
      errorImpact: 'a dropped file was read, but its record does not say so',
      environment: { CONTROL_TABLE: controlTable.tableName },
    });
    grantControlWrite(controlTable, recorder, ['DROP#*']);
    return recorder;
  }

  #acceptArrivals(machine: RoyaltyStateMachine): void {
    const failed = new Queue(this, 'FailedArrivals', {
      queueName: physicalName(this, 'royalty-drop-arrivals-failed'),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(failed, 'AwsSolutions-SQS3', 'This is itself a dead-letter queue.');
    alarmOnQueue(failed, LOST_DROP);
    const arrivals = new Queue(this, 'Arrivals', {
      queueName: physicalName(this, 'royalty-drop-arrivals'),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.minutes(6),
      deadLetterQueue: { queue: failed, maxReceiveCount: 5 },
    });
    new Rule(this, 'Arrival', {
      ruleName: physicalName(this, 'royalty-drop-arrival'),
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [this.#storage.dropsBucket.bucketName] } },
      },
      targets: [new SqsQueue(arrivals)],
    });
    const acceptDrop = this.#accepter('AcceptDrop', 'accept-drop', machine, Duration.minutes(1), false);
    acceptDrop.addEventSource(new SqsEventSource(arrivals, { batchSize: 10, reportBatchItemFailures: true }));
  }

  /** An event can be lost between bucket and queue; whoever dropped the file would wait forever. */
  #sweepHourly(machine: RoyaltyStateMachine): void {
    const sweepDrops = this.#accepter('SweepDrops', 'sweep-drops', machine, Duration.minutes(15), true);
    new Rule(this, 'Hourly', {
      ruleName: physicalName(this, 'royalty-drop-sweep'),
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaFunction(sweepDrops)],
    });
  }

  #accepter(
    id: string,
    file: string,
    machine: RoyaltyStateMachine,
    timeout: Duration,
    isAsynchronous: boolean,
  ): RoyaltyFunction {
    const { controlTable, dropsBucket } = this.#storage;
    const ingestReportArn = this.formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: physicalName(this, 'ingest-report'),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const accepter = new RoyaltyFunction(this, id, {
      file: `functions/drops/handlers/${file}.ts`,
      errorImpact: LOST_DROP,
      timeout,
      isAsynchronous,
      environment: {
        CONTROL_TABLE: controlTable.tableName,
        DROPS_BUCKET: dropsBucket.bucketName,
        INGEST_DROP_ARN: machine.stateMachineArn,
        INGEST_REPORT_ARN: ingestReportArn,
      },
    });
    grantControlWrite(controlTable, accepter, ['DROP#*']);
    grantObjectRead(dropsBucket, accepter, '');
    grantObjectList(dropsBucket, accepter);
    machine.grantStartExecution(accepter);
    // The machine of reports belongs to a stack that depends on this one, so it is named and not referred to.
    accepter.addToRolePolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: ['states:StartExecution'], resources: [ingestReportArn] }),
    );
    return accepter;
  }

  #addRoutes(api: ApiStack): void {
    const { controlTable, dropsBucket } = this.#storage;
    const reader = (id: string, context: string, file: string, errorImpact: string) =>
      new RoyaltyFunction(this, id, {
        file: `functions/${context}/handlers/${file}.ts`,
        errorImpact,
        environment: { CONTROL_TABLE: controlTable.tableName },
      });
    const listDrops = reader('ListDrops', 'drops', 'list-drops', 'operations cannot see what became of dropped files');
    grantControlList(controlTable, listDrops, ['DROPS#*']);
    api.addRoute('GET', '/v1/drops', listDrops);
    const createDrop = new RoyaltyFunction(this, 'CreateDrop', {
      file: 'functions/drops/handlers/create-drop.ts',
      errorImpact: 'operations cannot upload files through the API',
      environment: { DROPS_BUCKET: dropsBucket.bucketName },
    });
    grantObjectWrite(dropsBucket, createDrop, '');
    if (createDrop.role !== undefined) letUploadForOperators(createDrop.role);
    api.addRoute('POST', '/v1/drops', createDrop);
    const listHolders = reader('ListHolders', 'holders', 'list-holders', 'nobody can look through the rights holders');
    grantControlList(controlTable, listHolders, ['HOLDERS']);
    api.addRoute('GET', '/v1/holders', listHolders);
    const getHolder = reader('GetHolder', 'holders', 'get-holder', 'a rights holder cannot see their terms');
    grantControlRead(controlTable, getHolder, ['HOLDER#*', 'PLAN#*']);
    api.addRoute('GET', '/v1/holders/{id}', getHolder);
    const getDestination = reader('GetDestination', 'holders', 'get-destination', 'nobody sees where a holder is paid');
    grantControlRead(controlTable, getDestination, ['DESTINATION#*']);
    api.addRoute('GET', '/v1/holders/{id}/destination', getDestination);
    const approveDestination = reader('ApproveDestination', 'holders', 'approve-destination', UNPAID);
    grantControlWrite(controlTable, approveDestination, ['DESTINATION#*']);
    api.addRoute('POST', '/v1/holders/{id}/destination/approve', approveDestination);
  }
}
