import { z } from 'zod';
import { compactionPorts, compactionQueries } from '#platform/compose/play-lake';
import { taskHandler } from '#platform/task-handler';
import { compactPlays } from '#plays/steps/compact-plays';

const { heads, documents, lake } = compactionPorts();
const queries = compactionQueries();

const input = z.object({ run: z.string() });

export const handler = taskHandler(input, async ({ run }, { clock }) => {
  await compactPlays(run, { heads, documents, lake, queries, clock });
  return { run };
});
