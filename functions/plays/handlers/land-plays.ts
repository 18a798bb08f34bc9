import { drainStore } from '#platform/compose/drains';
import { playLanding } from '#platform/compose/play-landing';
import { countMetric, recordPercent } from '#platform/metrics';
import { streamHandler } from '#platform/stream-handler';
import { landRecords } from '#plays/steps/land-records';

const ports = { landing: playLanding(256), drains: drainStore() };

export const handler = streamHandler(async (records) => {
  const { plays, quarantined, failed } = await landRecords(records, ports);
  countMetric('PlaysLanded', plays);
  countMetric('PlaysQuarantined', quarantined);
  recordPercent('PlaysQuarantinedPercent', quarantined, plays + quarantined);
  return failed;
});
