import { sqsClient } from '#platform/clients/sqs';
import { readEnvironment } from '#platform/environment';
import { createPlayFeed } from '#plays/adapters/sqs-play-feed';
import type { PlayFeed } from '#plays/intake-ports';

export function playFeed(): PlayFeed {
  const { PLAYS_FEED_QUEUE_URL } = readEnvironment('PLAYS_FEED_QUEUE_URL');
  return createPlayFeed({ sqs: sqsClient, queueUrl: PLAYS_FEED_QUEUE_URL });
}
