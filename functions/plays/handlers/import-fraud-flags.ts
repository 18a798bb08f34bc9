import { z } from 'zod';
import { instantInput } from '#kernel/api/schemas';
import { archivedBytes } from '#platform/compose/drops';
import { externalFlags, openFlagWorkbench } from '#platform/compose/external-flags';
import { taskHandler } from '#platform/task-handler';
import { importFraudFlags } from '#plays/steps/import-fraud-flags';

const store = externalFlags();
const openArchive = archivedBytes();

const input = z.object({ drop_id: z.string(), archive_key: z.string(), dropped_at: instantInput });

export const handler = taskHandler(input, async ({ drop_id, archive_key, dropped_at }) => {
  const bytes = () => openArchive(archive_key);
  const outcome = await importFraudFlags(
    { dropId: drop_id, droppedAt: dropped_at },
    { store, openWorkbench: openFlagWorkbench, bytes },
  );
  if (outcome.kind === 'refused')
    return { outcome: 'refused', errors: outcome.errors, error_count: outcome.errorCount } as const;
  const { version, created, unchanged } = outcome.flagImport;
  const counts = { created, updated: 0, unchanged, stale: 0 };
  const link = { type: 'fraud_version', id: String(version) };
  return { outcome: 'imported', counts, warnings: [], warning_count: 0, link } as const;
});
