import { Duration } from 'aws-cdk-lib';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '#infra/constructs/acknowledge';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { physicalName } from '#infra/constructs/stage';

/** A taste is stale after this; older plays teach the recommender nothing that the lake does not. */
const FRESH_MINUTES = 5;

/**
 * The recommender's feed: a second reader of the stream, with a function, a mapping and a place in the stream of its own,
 * so that neither waits for the other. Best effort: what it cannot pass on in time is dropped, and the lake has it anyway.
 */
export function addPlaysFeed(scope: Construct, playsStream: Stream): void {
  const feed = new Queue(scope, 'PlayFeed', {
    queueName: physicalName(scope, 'royalty-play-feed'),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.hours(1),
  });
  acknowledge(feed, 'AwsSolutions-SQS3', 'The feed is best effort: what the recommender does not take expires.');
  const feedPlays = new RoyaltyFunction(scope, 'FeedPlays', {
    file: 'functions/plays/handlers/feed-plays.ts',
    errorImpact: 'recommendations lag behind what people listen to; no play is lost and nobody is paid less',
    timeout: Duration.seconds(30),
    memoryMegabytes: 1024,
    environment: { PLAYS_FEED_QUEUE_URL: feed.queueUrl },
  });
  feed.grantSendMessages(feedPlays);
  feedPlays.addEventSource(
    new KinesisEventSource(playsStream, {
      startingPosition: StartingPosition.LATEST,
      batchSize: 1000,
      reportBatchItemFailures: true,
      retryAttempts: 2,
      maxRecordAge: Duration.minutes(FRESH_MINUTES),
    }),
  );
}
