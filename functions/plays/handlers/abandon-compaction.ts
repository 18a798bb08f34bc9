import { z } from 'zod';
import { compactionPorts } from '#platform/compose/play-lake';
import { taskHandler } from '#platform/task-handler';
import { abandonCompaction } from '#plays/steps/abandon-compaction';

const ports = compactionPorts();

const input = z.object({ run: z.string(), failures: z.number().int().nonnegative() });

export const handler = taskHandler(input, async ({ run, failures }) => {
  await abandonCompaction(run, ports);
  return { failures: failures + 1 };
});
