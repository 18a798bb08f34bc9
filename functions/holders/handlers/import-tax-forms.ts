import { z } from 'zod';
import { importResultOf } from '#holders/import-result';
import { importTaxForms } from '#holders/steps/import-tax-forms';
import { instantInput } from '#kernel/api/schemas';
import { archivedBytes } from '#platform/compose/drops';
import { holderDirectory, taxFormRecords } from '#platform/compose/holders';
import { taskHandler } from '#platform/task-handler';

const taxForms = taxFormRecords();
const directory = holderDirectory();
const openArchive = archivedBytes();

const input = z.object({ drop_id: z.string(), archive_key: z.string(), dropped_at: instantInput });

export const handler = taskHandler(input, async ({ drop_id, archive_key, dropped_at }) => {
  const bytes = () => openArchive(archive_key);
  const drop = { dropId: drop_id, droppedAt: dropped_at };
  return importResultOf(await importTaxForms(drop, { taxForms, directory, bytes }));
});
