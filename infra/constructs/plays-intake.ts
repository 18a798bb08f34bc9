import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '#infra/constructs/acknowledge';
import { grantControlList, grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import { grantObjectList, grantObjectWrite } from '#infra/constructs/object-grants';
import { alarmOnQuarantine } from '#infra/constructs/plays-alarms';
import { addPlaysFeed } from '#infra/constructs/plays-feed';
import { addPlaysLandingTables } from '#infra/constructs/plays-landing-tables';
import { alarmOn, alarmOnQueue } from '#infra/constructs/royalty-alarms';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { physicalName } from '#infra/constructs/stage';
import type { StorageStack } from '#infra/stacks/storage-stack';
import type { EnvironmentName } from '#platform/environment';

type Environment = Partial<Record<EnvironmentName, string>>;

const DRAINS = ['DRAIN#*'];
const REDRIVE_TIMEOUT = Duration.minutes(15);
const LANDING_LOST = 'plays that nobody lands are not paid';
/** Lambda's largest batch; six megabytes of records end it earlier. */
const LANDING_BATCH = 10_000;
const STALLED_MINUTES = 15;

/** The steps of a close that empty the stream before a cutoff (R3). */
export interface PlaysIntake {
  readonly startDrain: RoyaltyFunction;
  readonly checkDrain: RoyaltyFunction;
}

/** The ways of plays from the stream: into the lake, and to the recommender. */
export function addPlaysIntake(scope: Construct, storage: StorageStack): PlaysIntake {
  const { lakeBucket, glueDatabaseName } = storage;
  addPlaysLandingTables(scope, { bucketName: lakeBucket.bucketName, database: glueDatabaseName });
  const failed = failedBatches(scope);
  addLanding(scope, storage, failed);
  addRedrive(scope, storage, failed);
  addPlaysFeed(scope, storage.playsStream);
  return addDrain(scope, storage, failed);
}

/** Where Lambda reports the batches that it gave up; the records themselves stay on the stream for seven days. */
function failedBatches(scope: Construct): Queue {
  const failed = new Queue(scope, 'FailedPlays', {
    queueName: physicalName(scope, 'royalty-plays-failed'),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    visibilityTimeout: REDRIVE_TIMEOUT,
  });
  acknowledge(failed, 'AwsSolutions-SQS3', 'This is itself a dead-letter queue.');
  alarmOnQueue(failed, `${LANDING_LOST}; invoke RedrivePlays within seven days of their arrival`);
  return failed;
}

/** A function that lands records. */
function lander(
  scope: Construct,
  { controlTable, lakeBucket }: StorageStack,
  props: { readonly id: string; readonly file: string; readonly timeout: Duration; readonly environment?: Environment },
): RoyaltyFunction {
  const fn = new RoyaltyFunction(scope, props.id, {
    file: `functions/plays/handlers/${props.file}.ts`,
    errorImpact: LANDING_LOST,
    timeout: props.timeout,
    memoryMegabytes: 1769,
    environment: {
      CONTROL_TABLE: controlTable.tableName,
      LAKE_BUCKET: lakeBucket.bucketName,
      ...props.environment,
    },
    nodeModules: ['@duckdb/node-api'],
  });
  grantControlWrite(controlTable, fn, DRAINS);
  grantObjectWrite(lakeBucket, fn, 'plays_landing/');
  grantObjectWrite(lakeBucket, fn, 'plays_quarantined/');
  return fn;
}

function addLanding(scope: Construct, storage: StorageStack, failed: Queue): void {
  const { playsStream } = storage;
  const landPlays = lander(scope, storage, { id: 'LandPlays', file: 'land-plays', timeout: Duration.minutes(2) });
  landPlays.addEventSource(
    new KinesisEventSource(playsStream, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: LANDING_BATCH,
      maxBatchingWindow: Duration.seconds(60),
      // One batch of a shard at a time: a marker has landed only when everything before it has.
      parallelizationFactor: 1,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 30,
      maxRecordAge: Duration.hours(6),
      onFailure: new SqsDlq(failed),
    }),
  );
  alarmOnQuarantine(landPlays);
  alarmOn(landPlays, 'Stalled', {
    description: `LandPlays is ${STALLED_MINUTES} minutes behind the stream: ${LANDING_LOST} if it stays so`,
    metric: new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'IteratorAge',
      dimensionsMap: { FunctionName: landPlays.functionName },
      statistic: 'Maximum',
      period: Duration.minutes(1),
    }),
    threshold: Duration.minutes(STALLED_MINUTES).toMilliseconds(),
  });
}

/** `aws lambda invoke --function-name RedrivePlays`: lands what Lambda gave up, from the stream itself. */
function addRedrive(scope: Construct, storage: StorageStack, failed: Queue): void {
  const redrivePlays = lander(scope, storage, {
    id: 'RedrivePlays',
    file: 'redrive-plays',
    timeout: REDRIVE_TIMEOUT,
    environment: { PLAYS_STREAM: storage.playsStream.streamName, FAILED_PLAYS_QUEUE_URL: failed.queueUrl },
  });
  storage.playsStream.grant(redrivePlays, 'kinesis:GetRecords', 'kinesis:GetShardIterator');
  failed.grantConsumeMessages(redrivePlays);
}

function addDrain(scope: Construct, storage: StorageStack, failed: Queue): PlaysIntake {
  const { controlTable, dropsBucket, playsStream } = storage;
  const step = (id: string, file: string, environment: Environment) => {
    const fn = new RoyaltyFunction(scope, id, {
      file: `functions/plays/handlers/${file}.ts`,
      errorImpact: 'a country’s month stays in CUTOFF and nobody of it is paid',
      timeout: Duration.minutes(2),
      environment: { CONTROL_TABLE: controlTable.tableName, PLAYS_STREAM: playsStream.streamName, ...environment },
    });
    grantControlWrite(controlTable, fn, DRAINS);
    playsStream.grant(fn, 'kinesis:ListShards', 'kinesis:PutRecords');
    return fn;
  };
  const startDrain = step('StartDrain', 'start-drain', {});
  const checkDrain = step('CheckDrain', 'check-drain', {
    DROPS_BUCKET: dropsBucket.bucketName,
    FAILED_PLAYS_QUEUE_URL: failed.queueUrl,
  });
  failed.grant(checkDrain, 'sqs:GetQueueAttributes');
  grantControlRead(controlTable, checkDrain, ['DROP#*']);
  grantControlList(controlTable, checkDrain, ['DROPS#*']);
  grantObjectList(dropsBucket, checkDrain);
  return { startDrain, checkDrain };
}
