import { z } from 'zod';
import { compactionPorts } from '#platform/compose/play-lake';
import { taskHandler } from '#platform/task-handler';
import { beginCompaction } from '#plays/steps/begin-compaction';

const ports = compactionPorts();

const input = z.object({ holder: z.string().min(1) });

export const handler = taskHandler(input, async ({ holder }, { clock }) => {
  const begun = await beginCompaction(holder, { ...ports, clock });
  if (begun.kind !== 'selected') return { outcome: begun.kind };
  return { outcome: begun.kind, run: begun.run, objects: begun.objects, has_more: begun.hasMore };
});
