import { z } from 'zod';
import { expireReservations } from '#ledger/steps/expire-reservations';
import { ledgerAccess, reservationIndex } from '#platform/compose/ledger';
import { taskHandler } from '#platform/task-handler';

export const handler = taskHandler(z.unknown(), () => expireReservations(ledgerAccess(), reservationIndex()));
