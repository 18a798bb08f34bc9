import { z } from 'zod';
import { archivedBytes } from '#platform/compose/drops';
import { paymentDesk } from '#platform/compose/payment-desk';
import { settlementBell } from '#platform/compose/settlement';
import { taskHandler } from '#platform/task-handler';
import { railImportResult } from '#settlement/import-result';
import { importRailAnswers } from '#settlement/steps/import-rail-answers';

const desk = paymentDesk();
const bell = settlementBell();
const openArchive = archivedBytes();

const input = z.object({ drop_id: z.string(), archive_key: z.string() });

export const handler = taskHandler(input, async ({ archive_key }, { clock }) =>
  railImportResult(await importRailAnswers(() => openArchive(archive_key), { desk, bell, clock })),
);
