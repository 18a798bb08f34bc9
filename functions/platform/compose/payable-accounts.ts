import { compareUtf8 } from '#kernel/utf8-order';
import type { AccountId } from '#ledger/account';
import { accountOfShard } from '#ledger/shard';
import { inGroups } from '#ledger/steps/in-groups';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { readBalance } from '#ledger/steps/read-balance';
import type { PayableAccounts } from '#payouts/ports';

/** The payable accounts of the ledger's own registry, by holder: who was never owed anything costs nothing. */
export function createPayableAccounts(access: LedgerAccess): PayableAccounts {
  return {
    async page({ limit, after }) {
      const accounts = new Set((await access.store.shardsUnder('payable:holder')).map(accountOfShard));
      const byHolder = Map.groupBy(accounts, holderIdOf);
      const ids = [...byHolder.keys()]
        .filter((id) => after === undefined || compareUtf8(id, after) > 0)
        .sort(compareUtf8);
      const items = await inGroups(ids.slice(0, limit), async (holderId) => {
        const own = byHolder.get(holderId) ?? [];
        const balances = await Promise.all(own.map((account) => readBalance(access, account)));
        return {
          holderId,
          balances: balances.map(({ account, currency, available }) => ({ account, currency, available })),
        };
      });
      const last = items.at(-1);
      return { items, ...(ids.length > limit && last !== undefined && { nextAfter: last.holderId }) };
    },
  };
}

function holderIdOf(account: AccountId): string {
  return decodeURIComponent(account.split(':')[2] ?? '');
}
