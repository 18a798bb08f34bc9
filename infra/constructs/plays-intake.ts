import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '#infra/constructs/acknowledge';
import { grantControlWrite } from '#infra/constructs/control-grants';
import { grantObjectWrite } from '#infra/constructs/object-grants';
import { addPlaysLandingTables } from '#infra/constructs/plays-landing-tables';
import { alarmOn, alarmOnQueue } from '#infra/constructs/royalty-alarms';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { physicalName } from '#infra/constructs/stage';
import type { StorageStack } from '#infra/stacks/storage-stack';

const LANDING_LOST = 'plays that nobody lands are not paid';
/** Lambda's largest batch; six megabytes of records end it earlier. */
const LANDING_BATCH = 10_000;
const STALLED_MINUTES = 15;
/** More than one record in a hundred: some client or producer writes what nobody can pay. */
const QUARANTINED_PERCENT_MAX = 1;

/** The way of plays from the stream into the lake. */
export function addPlaysIntake(scope: Construct, storage: StorageStack): void {
  const { lakeBucket, glueDatabaseName } = storage;
  addPlaysLandingTables(scope, { bucketName: lakeBucket.bucketName, database: glueDatabaseName });
  const failed = failedBatches(scope);
  addLanding(scope, storage, failed);
}

/** Where Lambda reports the batches that it gave up; the records themselves stay on the stream for seven days. */
function failedBatches(scope: Construct): Queue {
  const failed = new Queue(scope, 'FailedPlays', {
    queueName: physicalName(scope, 'royalty-plays-failed'),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  acknowledge(failed, 'AwsSolutions-SQS3', 'This is itself a dead-letter queue.');
  alarmOnQueue(failed, `${LANDING_LOST}; invoke RedrivePlays within seven days of their arrival`);
  return failed;
}

function addLanding(scope: Construct, storage: StorageStack, failed: Queue): void {
  const { controlTable, lakeBucket, playsStream } = storage;
  const landPlays = new RoyaltyFunction(scope, 'LandPlays', {
    file: 'functions/plays/handlers/land-plays.ts',
    errorImpact: LANDING_LOST,
    timeout: Duration.minutes(2),
    memoryMegabytes: 1769,
    environment: { CONTROL_TABLE: controlTable.tableName, LAKE_BUCKET: lakeBucket.bucketName },
    nodeModules: ['@duckdb/node-api'],
  });
  grantControlWrite(controlTable, landPlays, ['DRAIN#*']);
  grantObjectWrite(lakeBucket, landPlays, 'plays_landing/');
  grantObjectWrite(lakeBucket, landPlays, 'plays_quarantined/');
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

/** Alarms on the part of records that is quarantined (R2), averaged over the calls of five minutes. */
function alarmOnQuarantine(fn: RoyaltyFunction): void {
  const name = physicalName(fn, fn.node.id);
  alarmOn(fn, 'Quarantined', {
    description: `${name} quarantines more than ${QUARANTINED_PERCENT_MAX} % of what arrives: those plays are not paid; plays_quarantined says why`,
    metric: new Metric({
      namespace: 'Pennywhistle',
      metricName: 'PlaysQuarantinedPercent',
      dimensionsMap: { service: name, function_name: name },
      statistic: 'Average',
      period: Duration.minutes(5),
    }),
    threshold: QUARANTINED_PERCENT_MAX,
  });
}
