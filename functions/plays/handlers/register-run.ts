import { z } from 'zod';
import { compactionPorts, compactionQueries } from '#platform/compose/play-lake';
import { countMetric } from '#platform/metrics';
import { taskHandler } from '#platform/task-handler';
import { registerRun } from '#plays/steps/register-run';

const { heads, documents, lake } = compactionPorts();
const queries = compactionQueries();

const input = z.object({ run: z.string() });

export const handler = taskHandler(input, async ({ run }, { clock }) => {
  const { tier, plays, duplicates, conflicts, superseded } = await registerRun(run, {
    heads,
    documents,
    lake,
    queries,
    clock,
  });
  // A run that others were merged into judges nothing; its counts were counted with theirs.
  if (tier === 0) {
    countMetric('PlaysCompacted', plays);
    countMetric('PlayDuplicates', duplicates);
    countMetric('PlayConflicts', conflicts);
  }
  return { plays, duplicates, conflicts, superseded };
});
