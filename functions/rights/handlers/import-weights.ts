import { z } from 'zod';
import { instantInput } from '#kernel/api/schemas';
import { archivedBytes } from '#platform/compose/drops';
import { weightStore } from '#platform/compose/rights';
import { openWeightWorkbench } from '#platform/compose/rights-workbench';
import { taskHandler } from '#platform/task-handler';
import { importResultOf } from '#rights/import-result';
import { importWeights } from '#rights/steps/import-weights';

const store = weightStore();
const openArchive = archivedBytes();

const input = z.object({ drop_id: z.string(), archive_key: z.string(), dropped_at: instantInput });

export const handler = taskHandler(input, async ({ drop_id, archive_key, dropped_at }, { clock }) => {
  const bytes = () => openArchive(archive_key);
  const drop = { dropId: drop_id, droppedAt: dropped_at };
  const outcome = await importWeights(drop, { clock, store, openWorkbench: openWeightWorkbench, bytes });
  return importResultOf(outcome, 'weights_version');
});
