import type { Instant } from '#kernel/time/clock';
import { inGroups } from '#ledger/steps/in-groups';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { amountsAt } from '#ledger/steps/read-balance';

/** The latest instant, up to now, at which a month ended. */
export function latestPeriodEnd(now: Instant): Instant {
  return `${now.slice(0, 7)}-01T00:00:00.000Z` as Instant;
}

/**
 * Writes down what each account held, by the effective clock, at the end of a period, as its entries say so far. Later entries that
 * count before that instant are added to it by whoever asks, so a snapshot is never wrong and never changed; taking it again when
 * nothing was entered meanwhile finds it there.
 */
export async function takeSnapshots(access: LedgerAccess): Promise<{ readonly at: Instant; readonly taken: number }> {
  const recordedAt = access.clock.now();
  const at = latestPeriodEnd(recordedAt);
  const taken = await inGroups(await access.store.shardsUnder(''), async (shard) => {
    const [head] = await access.store.newestEntries([shard]);
    if (head === undefined) return false;
    const { posted, reserved } = await amountsAt(access.store, { shard, known: head, asOf: at });
    const snapshot = { shard, at, sequence: head.sequence, entryHash: head.hash, posted, reserved, recordedAt };
    const outcome = await access.store.append([{ kind: 'snapshot', snapshot }]);
    return outcome.kind === 'appended';
  });
  return { at, taken: taken.filter(Boolean).length };
}
