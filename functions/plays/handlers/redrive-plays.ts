import { drainStore } from '#platform/compose/drains';
import { playLanding } from '#platform/compose/play-landing';
import { failedBatches, playStream } from '#platform/compose/play-stream';
import { makeHandler } from '#platform/make-handler';
import { redrivePlays } from '#plays/steps/redrive-plays';

const ports = {
  landing: playLanding(256),
  drains: drainStore(),
  stream: playStream(),
  failedBatches: failedBatches(),
};

/** For people at operations: `aws lambda invoke --function-name RedrivePlays`. */
export const handler = makeHandler(async () => redrivePlays(ports));
