import { z } from 'zod';
import { archivedBytes } from '#platform/compose/drops';
import { revenueBell, revenueStore } from '#platform/compose/revenue';
import { openRevenueWorkbench } from '#platform/compose/revenue-workbench';
import { taskHandler } from '#platform/task-handler';
import { importResultOf } from '#revenue/import-result';
import { importRevenue } from '#revenue/steps/import-revenue';

const store = revenueStore();
const bell = revenueBell();
const openArchive = archivedBytes();

const input = z.object({ drop_id: z.string(), archive_key: z.string() });

export const handler = taskHandler(input, async ({ drop_id, archive_key }, { clock }) => {
  const bytes = () => openArchive(archive_key);
  return importResultOf(
    await importRevenue(drop_id, { clock, store, bell, openWorkbench: openRevenueWorkbench, bytes }),
  );
});
