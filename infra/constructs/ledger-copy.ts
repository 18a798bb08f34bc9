import { Duration } from 'aws-cdk-lib';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '#infra/constructs/acknowledge';
import { addLakeTable, type Columns, type LakeTable } from '#infra/constructs/lake-table';
import { grantObjectList, grantObjectWrite } from '#infra/constructs/object-grants';
import { alarmOnQueue } from '#infra/constructs/royalty-alarms';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { physicalName } from '#infra/constructs/stage';
import type { StorageStack } from '#infra/stacks/storage-stack';

const texts = (...names: readonly string[]): Columns => Object.fromEntries(names.map((name) => [name, 'string']));
const amounts = (...names: readonly string[]): Columns =>
  Object.fromEntries(names.map((name) => [name, 'decimal(38,10)']));

const TABLES: readonly LakeTable[] = [
  {
    id: 'LedgerEntries',
    name: 'ledger_entries',
    columns: {
      ...texts('account', 'shard', 'currency'),
      sequence: 'bigint',
      ...texts('transaction_id', 'parent_id', 'kind', 'source_type', 'source_id'),
      ...amounts('debit', 'credit', 'amount', 'reserved_change', 'posted', 'reserved'),
      ...texts('effective_at', 'recorded_at', 'latest_effective_at', 'open_parents'),
      ...texts('content_hash', 'previous_hash', 'hash', 'extra'),
    },
  },
  {
    id: 'LedgerTransactions',
    name: 'ledger_transactions',
    columns: {
      ...texts('transaction_id', 'kind', 'postings', 'reservations', 'effective_at', 'recorded_at'),
      ...texts('source_type', 'source_id', 'correlation_id', 'actor', 'actor_address'),
      ...texts('reversal_of', 'supersedes', 'expires_at', 'draws_on', 'note', 'content_hash', 'parent_id'),
      chunk_count: 'bigint',
      ...texts('extra'),
    },
  },
  {
    id: 'LedgerStates',
    name: 'ledger_states',
    columns: {
      ...texts('transaction_id'),
      ordinal: 'bigint',
      ...texts('state', 'actor', 'actor_address', 'reason', 'recorded_at', 'by_transaction_id'),
      ...amounts('remaining'),
      ...texts('extra'),
    },
  },
  {
    id: 'LedgerSnapshots',
    name: 'ledger_snapshots',
    columns: {
      ...texts('account', 'shard', 'as_of'),
      sequence: 'bigint',
      ...texts('entry_hash'),
      ...amounts('posted', 'reserved'),
      ...texts('recorded_at', 'extra'),
    },
  },
];

/** The tables of the copy, each in the folder of its name. */
export const COPY_TABLES = TABLES.map(({ name }) => name);

/** Lets a function read the copy and complete it. */
export function grantCopyWrite(fn: RoyaltyFunction, { lakeBucket }: StorageStack): void {
  fn.addEnvironment('LAKE_BUCKET', lakeBucket.bucketName);
  grantObjectList(lakeBucket, fn);
  for (const table of COPY_TABLES) grantObjectWrite(lakeBucket, fn, `${table}/`);
}

/**
 * The copy of the ledger in the lake: its tables, and the function that the ledger's stream feeds. A stream forgets after a day;
 * the audit reads the whole table once a day and completes what is missing (docs/adr/ledger-copy-in-the-lake.md).
 */
export function addLedgerCopy(scope: Construct, storage: StorageStack): void {
  const lake = { bucketName: storage.lakeBucket.bucketName, database: storage.glueDatabaseName };
  for (const table of TABLES) addLakeTable(scope, lake, table);
  const impact = 'the lake’s copy of the ledger lags until the next audit completes it; balances are not affected';
  const copyLedger = new RoyaltyFunction(scope, 'CopyLedger', {
    file: 'functions/audit/handlers/copy-ledger.ts',
    errorImpact: impact,
    timeout: Duration.minutes(5),
    memoryMegabytes: 1536,
    scratchMegabytes: 2048,
    nodeModules: ['@duckdb/node-api'],
  });
  grantCopyWrite(copyLedger, storage);
  const uncopied = new Queue(scope, 'UncopiedEntries', {
    queueName: physicalName(scope, 'royalty-ledger-uncopied-entries'),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  acknowledge(uncopied, 'AwsSolutions-SQS3', 'This is itself a dead-letter queue.');
  alarmOnQueue(uncopied, impact);
  const { tableArn, tableStreamArn } = storage.ledgerTable;
  if (tableStreamArn === undefined) throw new Error('The ledger table needs its stream; the copy is fed by it');
  copyLedger.addEventSource(
    new DynamoEventSource(TableV2.fromTableAttributes(scope, 'CopiedLedger', { tableArn, tableStreamArn }), {
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 1000,
      maxBatchingWindow: Duration.seconds(30),
      bisectBatchOnError: true,
      retryAttempts: 10,
      onFailure: new SqsDlq(uncopied),
      filters: [FilterCriteria.filter({ eventName: FilterRule.isEqual('INSERT') })],
    }),
  );
}
