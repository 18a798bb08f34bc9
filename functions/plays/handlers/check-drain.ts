import { z } from 'zod';
import { drainStore } from '#platform/compose/drains';
import { dropList, dropRecords, dropsBucket } from '#platform/compose/drops';
import { failedBatches, playStream } from '#platform/compose/play-stream';
import { taskHandler } from '#platform/task-handler';
import { checkDrain } from '#plays/steps/check-drain';

const ports = {
  drains: drainStore(),
  stream: playStream(),
  failedBatches: failedBatches(),
  listDrops: dropList(),
  bucket: dropsBucket(),
  records: dropRecords(),
};

const input = z.object({ drain_id: z.string() });

export const handler = taskHandler(input, async ({ drain_id }) => {
  const { isDrained, waitingFor } = await checkDrain(drain_id, ports);
  return { is_drained: isDrained, waiting_for: waitingFor };
});
