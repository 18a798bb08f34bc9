import { z } from 'zod';
import { KNOWN_KINDS } from '#drops/drop-kind';
import { importResult } from '#drops/import-result';
import { completeDrop } from '#drops/steps/complete-drop';
import { dropRecords } from '#platform/compose/drops';
import { taskHandler } from '#platform/task-handler';

const records = dropRecords();

const input = z.object({
  drop_id: z.string(),
  kind: z.enum(KNOWN_KINDS),
  content_hash: z.string(),
  result: importResult,
});

export const handler = taskHandler(input, async ({ drop_id, content_hash, ...rest }, { clock }) => {
  const drop = await completeDrop({ dropId: drop_id, contentHash: content_hash, ...rest }, { records, clock });
  return { drop_id, status: drop.status };
});
