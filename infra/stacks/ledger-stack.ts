import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '#infra/constructs/acknowledge';
import { grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import { grantLedgerInsert, grantLedgerRead } from '#infra/constructs/ledger-grants';
import { alarmOn, alarmOnQueue } from '#infra/constructs/royalty-alarms';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { physicalName } from '#infra/constructs/stage';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

interface LedgerStackProps {
  readonly storage: StorageStack;
  readonly api: ApiStack;
}

const READ_IMPACT = 'holders and operators cannot see balances; no money is moved or lost';
const WRITE_IMPACT = 'manual corrections wait; nothing else is affected';
const EXPIRY_IMPACT = 'money set aside for payments that nobody approved in time stays unavailable to its holders';
const GAINS_IMPACT = 'gains and losses of exchanges are not in the books yet; no holder is affected';
const SNAPSHOT_IMPACT = 'questions about former period ends take longer; their answers are the same';
const WATCH_IMPACT = 'an overwritten ledger entry would go unnoticed until the next audit';
const TAMPERED =
  'A ledger item was changed or removed after it was written: stop payouts, then compare with the audit copy';

/** Reading balances, manual transactions by two people, and the watch over the ledger's table (R27). */
export class LedgerStack extends Stack {
  readonly #storage: StorageStack;
  readonly #api: ApiStack;

  constructor(scope: Construct, id: string, { storage, api }: LedgerStackProps) {
    super(scope, id, { description: 'Pennywhistle: the ledger' });
    this.#storage = storage;
    this.#api = api;
    this.#addReads();
    this.#addWrites();
    this.#addExchange();
    const hourly = Schedule.rate(Duration.hours(1));
    this.#addScheduled('ExpireReservations', 'expire-reservations', EXPIRY_IMPACT, hourly);
    this.#addScheduled('RealiseGains', 'realise-gains', GAINS_IMPACT, hourly);
    // After a month's end, and again when its late entries are in.
    const monthly = Schedule.expression('cron(40 1 1,12 * ? *)');
    this.#addScheduled('TakeSnapshots', 'take-snapshots', SNAPSHOT_IMPACT, monthly);
    this.#addWatch();
  }

  #addReads(): void {
    const reads = [
      ['GetHolderBalances', 'get-holder-balances', '/v1/holders/{id}/balances'],
      ['ListHolderMutations', 'list-holder-mutations', '/v1/holders/{id}/mutations'],
      ['GetLedgerAccount', 'get-ledger-account', '/v1/ledger/accounts/{account}'],
      ['ListLedgerEntries', 'list-ledger-entries', '/v1/ledger/accounts/{account}/entries'],
      ['GetLedgerTransaction', 'get-ledger-transaction', '/v1/ledger/transactions/{id}'],
      ['ListHolding', 'list-holding', '/v1/holding'],
      ['GetHoldingAgeing', 'get-holding-ageing', '/v1/holding/ageing'],
      ['GetTrialBalance', 'get-trial-balance', '/v1/ledger/trial-balance'],
    ] as const;
    for (const [name, file, path] of reads) {
      const fn = this.#function(name, file, READ_IMPACT);
      grantLedgerRead(this.#storage.ledgerTable, fn);
      if (path.startsWith('/v1/holders/')) this.#letReadHolders(fn);
      this.#api.addRoute('GET', path, fn);
    }
  }

  #addWrites(): void {
    const writes = [
      ['PrepareLedgerTransaction', 'prepare-ledger-transaction', '/v1/ledger/transactions'],
      ['ApproveLedgerTransaction', 'approve-ledger-transaction', '/v1/ledger/transactions/{id}/approve'],
      ['RejectLedgerTransaction', 'reject-ledger-transaction', '/v1/ledger/transactions/{id}/reject'],
      ['ReverseLedgerTransaction', 'reverse-ledger-transaction', '/v1/ledger/transactions/{id}/reverse'],
    ] as const;
    for (const [name, file, path] of writes) {
      const fn = this.#function(name, file, WRITE_IMPACT);
      grantLedgerInsert(this.#storage.ledgerTable, fn);
      this.#api.addRoute('POST', path, fn);
    }
  }

  #addExchange(): void {
    const { controlTable, ledgerTable } = this.#storage;
    const prepare = this.#function('PrepareLedgerExchange', 'prepare-ledger-exchange', WRITE_IMPACT, {
      CONTROL_TABLE: controlTable.tableName,
    });
    grantLedgerInsert(ledgerTable, prepare);
    grantControlRead(controlTable, prepare, ['FX#*']);
    this.#api.addRoute('POST', '/v1/ledger/exchanges', prepare);
  }

  #addScheduled(name: string, file: string, errorImpact: string, schedule: Schedule): void {
    const fn = this.#function(name, file, errorImpact, {}, Duration.minutes(15));
    grantLedgerInsert(this.#storage.ledgerTable, fn);
    new Rule(this, `${name}Schedule`, {
      ruleName: physicalName(this, `royalty-${file}`),
      schedule,
      targets: [new LambdaFunction(fn)],
    });
  }

  #addWatch(): void {
    const { controlTable, eventBus } = this.#storage;
    const watch = this.#function('WatchLedger', 'watch-ledger', WATCH_IMPACT, {
      CONTROL_TABLE: controlTable.tableName,
      EVENT_BUS: eventBus.eventBusName,
    });
    eventBus.grantPutEventsTo(watch);
    grantControlWrite(controlTable, watch, ['ALARM#*']);
    const unwatched = new Queue(this, 'UnwatchedChanges', {
      queueName: physicalName(this, 'royalty-ledger-unwatched-changes'),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(unwatched, 'AwsSolutions-SQS3', 'This is itself a dead-letter queue.');
    alarmOnQueue(unwatched, WATCH_IMPACT);
    watch.addEventSource(
      new DynamoEventSource(this.#watchedLedger(), {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        bisectBatchOnError: true,
        retryAttempts: 10,
        onFailure: new SqsDlq(unwatched),
        filters: [FilterCriteria.filter({ eventName: FilterRule.or('MODIFY', 'REMOVE') })],
      }),
    );
    const name = physicalName(this, 'WatchLedger');
    alarmOn(watch, 'Tampered', {
      description: TAMPERED,
      metric: new Metric({
        namespace: 'Pennywhistle',
        metricName: 'LedgerTampered',
        dimensionsMap: { service: name, function_name: name },
        statistic: 'Sum',
        period: Duration.minutes(1),
      }),
    });
  }

  /** The table by its ARNs: the event source's type wants the stream to be there for certain. */
  #watchedLedger(): ITableV2 {
    const { tableArn, tableStreamArn } = this.#storage.ledgerTable;
    if (tableStreamArn === undefined)
      throw new Error('The ledger table needs its stream; without it nobody watches (R27)');
    return TableV2.fromTableAttributes(this, 'WatchedLedger', { tableArn, tableStreamArn });
  }

  #letReadHolders(fn: RoyaltyFunction): void {
    const { controlTable } = this.#storage;
    fn.addEnvironment('CONTROL_TABLE', controlTable.tableName);
    grantControlRead(controlTable, fn, ['HOLDER#*', 'HOLD#*', 'PLAN#*']);
  }

  #function(
    name: string,
    file: string,
    errorImpact: string,
    environment: Partial<Record<'CONTROL_TABLE' | 'EVENT_BUS', string>> = {},
    timeout?: Duration,
  ): RoyaltyFunction {
    return new RoyaltyFunction(this, name, {
      file: `functions/ledger/handlers/${file}.ts`,
      errorImpact,
      ...(timeout === undefined ? {} : { timeout, isAsynchronous: true }),
      environment: { LEDGER_TABLE: this.#storage.ledgerTable.tableName, ...environment },
    });
  }
}
