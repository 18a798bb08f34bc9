import { z } from 'zod';
import { takeSnapshots } from '#ledger/steps/take-snapshots';
import { ledgerAccess } from '#platform/compose/ledger';
import { taskHandler } from '#platform/task-handler';

export const handler = taskHandler(z.unknown(), () => takeSnapshots(ledgerAccess()));
