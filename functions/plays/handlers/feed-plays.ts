import { playFeed } from '#platform/compose/play-feed';
import { countMetric } from '#platform/metrics';
import { streamHandler } from '#platform/stream-handler';
import { feedRecords } from '#plays/steps/feed-records';

const feed = playFeed();

export const handler = streamHandler(async (records) => {
  countMetric('PlaysFed', await feedRecords(records, feed));
  return undefined;
});
