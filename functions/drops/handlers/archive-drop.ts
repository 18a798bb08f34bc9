import { z } from 'zod';
import { archiveDrop } from '#drops/steps/archive-drop';
import { dropsPorts } from '#platform/compose/drops';
import { taskHandler } from '#platform/task-handler';

const { archive, records } = dropsPorts();

const input = z.object({ drop_id: z.string(), bucket: z.string(), key: z.string(), etag: z.string() });

export const handler = taskHandler(input, async ({ drop_id, ...object }, { clock }) => {
  const archived = await archiveDrop({ dropId: drop_id, ...object }, { archive, register: records, clock });
  return { content_hash: archived.contentHash, archive_key: archived.archiveKey, size: archived.size };
});
