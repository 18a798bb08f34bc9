import type { AccountId } from '#ledger/account';
import { accountOf } from '#ledger/account';
import type { JournalTransaction } from '#ledger/journal-transaction';

/** The source of what people prepare and approve; every other source is a process that answers for its postings. */
export const MANUAL_SOURCE = 'manual';

/** How each process takes back what it posted, all of it at once. */
const OWN_WAYS: Readonly<Record<string, string>> = {
  report: 'drop the corrected report and say that it supersedes this one (POST /v1/reports/{id}/supersede, R25)',
  'bank-statement': 'what the bank booked stands; explain the line (POST /v1/settlement/unmatched/{id}/match)',
  period: 'what is found after the freeze is posted into the next open period (R29)',
};

/**
 * Why no person may reverse the transaction or name a new version of it, or `undefined`. One posting of a process taken
 * back by itself leaves its clearing account off zero while the process says that it is complete (R30).
 */
export function handObstacle({ id, source }: Pick<JournalTransaction, 'id' | 'source'>): string | undefined {
  if (source.type === MANUAL_SOURCE) return undefined;
  const way = OWN_WAYS[source.type] ?? 'that process alone takes it back';
  return `${id} was posted by ${source.type} ${source.id}, not by hand; ${way}`;
}

/** Whether only the process that the account is named after may write to it (R30). */
export function isWrittenByItsProcess(account: AccountId): boolean {
  return accountOf(account).kind.kind === 'clearing';
}
