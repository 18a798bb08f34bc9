import { z } from 'zod';
import { instantInput } from '#kernel/api/schemas';
import { drainStore } from '#platform/compose/drains';
import { playStream } from '#platform/compose/play-stream';
import { taskHandler } from '#platform/task-handler';
import { startDrain } from '#plays/steps/start-drain';

const ports = { drains: drainStore(), stream: playStream() };

const input = z.object({ period_id: z.string(), attempt: z.union([z.string(), z.int()]), cutoff_at: instantInput });

export const handler = taskHandler(input, async ({ period_id, attempt, cutoff_at }, { clock }) => {
  const { drainId } = await startDrain(
    { drainId: `${period_id}-${attempt}`, cutoffAt: cutoff_at },
    { ...ports, clock },
  );
  return { drain_id: drainId };
});
