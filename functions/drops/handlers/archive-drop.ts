import { z } from 'zod';
import { archiveDrop } from '#drops/steps/archive-drop';
import { dropArchive, dropRecords } from '#platform/compose/drops';
import { taskHandler } from '#platform/task-handler';

const archive = dropArchive();
const register = dropRecords();

const input = z.object({ drop_id: z.string(), bucket: z.string(), key: z.string(), etag: z.string() });

export const handler = taskHandler(input, async ({ drop_id, ...object }, { clock }) => {
  const archived = await archiveDrop({ dropId: drop_id, ...object }, { archive, register, clock });
  return { content_hash: archived.contentHash, archive_key: archived.archiveKey, size: archived.size };
});
