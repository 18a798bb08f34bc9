import { accountOf } from '#ledger/account';
import { type Entry, faultOf } from '#ledger/entry';
import { amountOf } from '#ledger/movement';
import type { ShardId } from '#ledger/shard';
import type { LedgerStore } from '#ledger/store';

/** All entries of a shard, oldest first. */
export async function historyOf(store: LedgerStore, shard: ShardId): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const oldest = entries.at(-1)?.sequence;
    if (oldest === 1) return entries.toReversed();
    const page = await store.entriesBefore({ shard, limit: 500, ...(oldest === undefined ? {} : { before: oldest }) });
    if (page.length === 0) return entries.toReversed();
    entries.push(...page);
  }
}

/** What is wrong with the whole ledger: sequence, chain, balances, and sums per currency. Empty when nothing is. */
export async function faultsOf(store: LedgerStore): Promise<readonly string[]> {
  const faults: string[] = [];
  const net = new Map<string, bigint>();
  for (const shard of await store.shardsUnder('')) {
    const history = await historyOf(store, shard);
    const seen = new Set<string>();
    let sum = 0n;
    for (const [index, entry] of history.entries()) {
      const fault = faultOf(entry, history[index - 1]);
      if (fault !== undefined) faults.push(fault);
      if (seen.has(entry.transactionId)) faults.push(`${shard} has ${entry.transactionId} twice`);
      seen.add(entry.transactionId);
      sum += amountOf(entry);
      const { currency } = accountOf(entry.account);
      net.set(currency, (net.get(currency) ?? 0n) + entry.debit - entry.credit);
      if ((await store.transaction(entry.transactionId)) === undefined)
        faults.push(`${entry.transactionId} has no header`);
    }
    if ((history.at(-1)?.posted ?? 0n) !== sum) faults.push(`${shard} stands at another amount than its entries’ sum`);
  }
  for (const [currency, difference] of net) if (difference !== 0n) faults.push(`${currency} is off by ${difference}`);
  return faults;
}
