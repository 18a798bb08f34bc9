import { z } from 'zod';
import { failDrop } from '#drops/steps/fail-drop';
import { dropRecords } from '#platform/compose/drops';
import { taskHandler } from '#platform/task-handler';

const records = dropRecords();

const input = z.object({
  drop_id: z.string(),
  error: z.object({ Error: z.string(), Cause: z.string().default('') }),
});

export const handler = taskHandler(input, async ({ drop_id, error }, { clock }) => {
  const caught = { dropId: drop_id, errorName: error.Error, cause: error.Cause };
  const drop = await failDrop(caught, { register: records, clock });
  return { drop_id, status: drop.status };
});
