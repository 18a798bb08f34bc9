import { z } from 'zod';
import { importCatalog } from '#catalog/steps/import-catalog';
import { instantInput } from '#kernel/api/schemas';
import { catalogStore } from '#platform/compose/catalog';
import { openWorkbench } from '#platform/compose/catalog-workbench';
import { archivedBytes } from '#platform/compose/drops';
import { taskHandler } from '#platform/task-handler';

const store = catalogStore();
const openArchive = archivedBytes();

const input = z.object({ drop_id: z.string(), archive_key: z.string(), dropped_at: instantInput });

export const handler = taskHandler(input, async ({ drop_id, archive_key, dropped_at }, { clock }) => {
  const bytes = () => openArchive(archive_key);
  const drop = { dropId: drop_id, droppedAt: dropped_at };
  const outcome = await importCatalog(drop, { clock, store, openWorkbench, bytes });
  if (outcome.kind === 'refused')
    return { outcome: 'refused', errors: outcome.errors, error_count: outcome.errorCount } as const;
  const { version, counts, warnings, warningCount } = outcome.catalogImport;
  const link = { type: 'catalog_version', id: String(version) };
  return { outcome: 'imported', counts, warnings, warning_count: warningCount, link } as const;
});
