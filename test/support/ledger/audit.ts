import { accountOf } from '#ledger/account';
import { type Entry, faultOf } from '#ledger/entry';
import { amountOf } from '#ledger/movement';
import type { ShardId } from '#ledger/shard';
import { inGroups } from '#ledger/steps/in-groups';
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

/** What is wrong with the whole ledger: sequence, chain, balances, headers, and sums per currency. Empty when nothing is. */
export async function faultsOf(store: LedgerStore): Promise<readonly string[]> {
  const histories = await inGroups(await store.shardsUnder(''), (shard) => historyOf(store, shard));
  const ids = [...new Set(histories.flat().map(({ transactionId }) => transactionId))];
  const headers = await inGroups(ids, async (id) => ({ id, stands: (await store.transaction(id)) !== undefined }));
  return [
    ...histories.flatMap(faultsOfHistory),
    ...headers.flatMap(({ id, stands }) => (stands ? [] : [`${id} has no header`])),
    ...imbalancesOf(histories.flat()),
  ];
}

function faultsOfHistory(history: readonly Entry[]): readonly string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  let sum = 0n;
  for (const [index, entry] of history.entries()) {
    const fault = faultOf(entry, history[index - 1]);
    if (fault !== undefined) faults.push(fault);
    if (seen.has(entry.transactionId)) faults.push(`${entry.shard} has ${entry.transactionId} twice`);
    seen.add(entry.transactionId);
    sum += amountOf(entry);
  }
  const last = history.at(-1);
  if (last !== undefined && last.posted !== sum)
    faults.push(`${last.shard} stands at another amount than its entries’ sum`);
  return faults;
}

function imbalancesOf(entries: readonly Entry[]): readonly string[] {
  const net = new Map<string, bigint>();
  for (const { account, debit, credit } of entries) {
    const { currency } = accountOf(account);
    net.set(currency, (net.get(currency) ?? 0n) + debit - credit);
  }
  return [...net].flatMap(([currency, difference]) =>
    difference === 0n ? [] : [`${currency} is off by ${difference}`],
  );
}
