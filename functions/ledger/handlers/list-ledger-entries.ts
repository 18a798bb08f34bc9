import { parseAccount } from '#ledger/account';
import { accountNotFound } from '#ledger/account-not-found';
import { listLedgerEntries } from '#ledger/api';
import { mutationDocument } from '#ledger/ledger-document';
import { instantsOf } from '#ledger/query-instants';
import { accountOfShard } from '#ledger/shard';
import { listEntries } from '#ledger/steps/list-entries';
import { ledgerAccess } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

export const handler = httpHandler(listLedgerEntries, async ({ params, query, page }) => {
  const { store } = ledgerAccess();
  const account = parseAccount(params.account);
  const under = account === undefined ? [] : await store.shardsUnder(account.id);
  const shards = under.filter((shard) => accountOfShard(shard) === account?.id);
  if (shards.length === 0) {
    const right = 'entries are of one account, such as "payable:holder:H1:USD"';
    return accountNotFound(params.account, `"${params.account}" is not in the chart of accounts; ${right}`);
  }
  const { limit } = query;
  const list = { shards, limit, after: page.after, ...instantsOf(query) };
  const { entries, position } = await listEntries(store, list);
  return { status: 200, body: { items: entries.map(mutationDocument), next_cursor: page.nextCursor(position) } };
});
