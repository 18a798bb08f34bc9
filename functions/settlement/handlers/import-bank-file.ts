import { z } from 'zod';
import { archivedBytes } from '#platform/compose/drops';
import { settlementPorts } from '#platform/compose/settlement';
import { taskHandler } from '#platform/task-handler';
import { bankImportResult } from '#settlement/import-result';
import { importBankFile } from '#settlement/steps/import-bank-file';

const ports = settlementPorts();
const openArchive = archivedBytes();

const input = z.object({ drop_id: z.string(), archive_key: z.string() });

export const handler = taskHandler(input, async ({ drop_id, archive_key }, { clock }) =>
  bankImportResult(await importBankFile(drop_id, () => openArchive(archive_key), { ...ports, clock })),
);
