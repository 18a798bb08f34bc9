import { z } from 'zod';
import { importResultOf } from '#exchange/import-result';
import { importRates } from '#exchange/steps/import-rates';
import { instantInput } from '#kernel/api/schemas';
import { archivedBytes } from '#platform/compose/drops';
import { rateBook } from '#platform/compose/exchange';
import { taskHandler } from '#platform/task-handler';

const book = rateBook();
const openArchive = archivedBytes();

const input = z.object({ drop_id: z.string(), archive_key: z.string(), dropped_at: instantInput });

export const handler = taskHandler(input, async ({ drop_id, archive_key, dropped_at }) => {
  const bytes = () => openArchive(archive_key);
  return importResultOf(await importRates({ dropId: drop_id, droppedAt: dropped_at }, { book, bytes }));
});
