import { z } from 'zod';
import { importResultOf } from '#holders/import-result';
import { importDestinations } from '#holders/steps/import-destinations';
import { instantInput } from '#kernel/api/schemas';
import { archivedBytes } from '#platform/compose/drops';
import { destinationRecords, holderDirectory } from '#platform/compose/holders';
import { taskHandler } from '#platform/task-handler';

const destinations = destinationRecords();
const directory = holderDirectory();
const openArchive = archivedBytes();

const input = z.object({ drop_id: z.string(), archive_key: z.string(), dropped_at: instantInput });

export const handler = taskHandler(input, async ({ drop_id, archive_key, dropped_at }) => {
  const bytes = () => openArchive(archive_key);
  const drop = { dropId: drop_id, droppedAt: dropped_at };
  return importResultOf(await importDestinations(drop, { destinations, directory, bytes }));
});
