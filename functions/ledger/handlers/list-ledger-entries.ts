import { problem } from '#kernel/api/problem';
import { parseAccount } from '#ledger/account';
import { listLedgerEntries } from '#ledger/api';
import { mutationDocument } from '#ledger/ledger-document';
import { instantsOf } from '#ledger/query-instants';
import { shardsOf } from '#ledger/shard';
import { listEntries } from '#ledger/steps/list-entries';
import { ledgerAccess } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

export const handler = httpHandler(listLedgerEntries, async ({ params, query, page }) => {
  const account = parseAccount(params.account);
  if (account === undefined) {
    const right = 'entries are of one account, such as "payable:holder:H1:USD"';
    return problem(404, 'account-not-found', `"${params.account}" is not in the chart of accounts; ${right}`);
  }
  const { store } = ledgerAccess();
  const { limit } = query;
  const list = { shards: shardsOf(account.id), limit, after: page.after, ...instantsOf(query) };
  const { entries, position } = await listEntries(store, list);
  return { status: 200, body: { items: entries.map(mutationDocument), next_cursor: page.nextCursor(position) } };
});
