import { compareUtf8 } from '#kernel/utf8-order';
import { type AccountId, accountOf } from '#ledger/account';
import type { Entry } from '#ledger/entry';
import type { Ledger } from '#ledger/ports';
import { incompleteUnits } from '#ledger/posting-plan';
import { accountOfShard, type ShardId } from '#ledger/shard';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { completedAmong } from '#ledger/steps/lineage';
import { readBalance } from '#ledger/steps/read-balance';
import { reserve } from '#ledger/steps/reserve';
import type { PayableBalance } from '#payouts/plan-holder';
import type { PayableAccounts } from '#payouts/ports';

/** Accounts that are read together; the parents behind their credits are looked at once for all of them. */
const GROUP = 64;

/**
 * The payable accounts of the ledger's own registry, by holder: who was never owed anything costs nothing. What is then reserved on
 * them begins at the entries that the page has read.
 */
export function createPayableAccounts(access: LedgerAccess): PayableAccounts & Pick<Ledger, 'reserve'> {
  const newest = new Map<AccountId, Entry>();
  return {
    reserve: (request) => reserve(access, request, newest.get(request.account)),
    async page({ limit, after }) {
      newest.clear();
      const byHolder = Map.groupBy(await access.store.shardsUnder('payable:holder'), holderIdOf);
      const later = [...byHolder.keys()].filter((id) => after === undefined || compareUtf8(id, after) > 0);
      const ids = later.sort(compareUtf8).slice(0, limit);
      const balances = await balancesOf(
        access,
        ids.flatMap((id) => byHolder.get(id) ?? []),
        (entry) => newest.set(entry.account, entry),
      );
      const items = ids.map((holderId) => ({
        holderId,
        balances: (byHolder.get(holderId) ?? []).flatMap((shard) => balances.get(shard) ?? []),
      }));
      const last = ids.at(-1);
      return { items, ...(later.length > limit && last !== undefined && { nextAfter: last }) };
    },
  };
}

/** What is available now on accounts of one shard each, as `readBalance` answers it, at the cost of one query an account. */
async function balancesOf(
  access: LedgerAccess,
  shards: readonly ShardId[],
  seen: (entry: Entry) => void,
): Promise<ReadonlyMap<ShardId, PayableBalance>> {
  const balances = new Map<ShardId, PayableBalance>();
  for (let start = 0; start < shards.length; start += GROUP) {
    const group = shards.slice(start, start + GROUP);
    const entries = await access.store.newestEntries(group);
    const completed = await completedAmong(access.store, entries, undefined);
    const now = access.clock.now();
    for (const [index, shard] of group.entries()) {
      const entry = entries[index];
      const account = accountOfShard(shard);
      const { currency } = accountOf(account);
      if (entry === undefined) continue;
      seen(entry);
      // What counts only later than now is left to the longer way.
      if (entry.latestEffectiveAt > now) {
        const { available } = await readBalance(access, account);
        balances.set(shard, { account, currency, available });
        continue;
      }
      const open = entry.openParents.filter(({ id }) => !completed.has(id));
      const available = entry.posted - entry.reserved - incompleteUnits(open);
      balances.set(shard, { account, currency, available });
    }
  }
  return balances;
}

function holderIdOf(shard: ShardId): string {
  const account: AccountId = accountOfShard(shard);
  return decodeURIComponent(account.split(':')[2] ?? '');
}
