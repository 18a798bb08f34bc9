import { itemsIn, ledgerInserts } from '#audit/ledger-inserts';
import { ledgerCopy } from '#platform/compose/ledger-copy';
import { taskHandler } from '#platform/task-handler';

const copy = ledgerCopy();

export const handler = taskHandler(ledgerInserts, async (event) => ({ added: await copy.add(itemsIn(event)) }));
