import { z } from 'zod';
import { functionalCurrency } from '#ledger/exchange-terms';
import { realiseAllGains } from '#ledger/steps/realise-gains';
import { ledgerAccess } from '#platform/compose/ledger';
import { taskHandler } from '#platform/task-handler';

export const handler = taskHandler(z.unknown(), () => realiseAllGains(ledgerAccess(), functionalCurrency));
