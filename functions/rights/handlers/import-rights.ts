import { z } from 'zod';
import { instantInput } from '#kernel/api/schemas';
import { archivedBytes } from '#platform/compose/drops';
import { holderDirectory } from '#platform/compose/holders';
import { bridgeStore } from '#platform/compose/rights';
import { rightsBell } from '#platform/compose/rights-bell';
import { openBridgeWorkbench } from '#platform/compose/rights-workbench';
import { taskHandler } from '#platform/task-handler';
import { importResultOf } from '#rights/import-result';
import { importRights } from '#rights/steps/import-rights';

const store = bridgeStore();
const bell = rightsBell();
const holders = holderDirectory();
const openArchive = archivedBytes();

const input = z.object({ drop_id: z.string(), archive_key: z.string(), dropped_at: instantInput });

export const handler = taskHandler(input, async ({ drop_id, archive_key, dropped_at }, { clock }) => {
  const bytes = () => openArchive(archive_key);
  const drop = { dropId: drop_id, droppedAt: dropped_at };
  const ports = { clock, store, bell, holders, openWorkbench: openBridgeWorkbench, bytes };
  const outcome = await importRights(drop, ports);
  return importResultOf(outcome, 'rights_version');
});
