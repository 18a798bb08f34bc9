import { problem } from '#kernel/api/problem';
import { payablePrefix } from '#ledger/account';
import { listHolderMutations } from '#ledger/api';
import { mutationDocument } from '#ledger/ledger-document';
import { listEntries } from '#ledger/steps/list-entries';
import { ledgerAccess, payoutTermsSource } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

const source = payoutTermsSource();

export const handler = httpHandler(listHolderMutations, async ({ params: { id }, query: { limit }, page }) => {
  const { store } = ledgerAccess();
  const shards = await store.shardsUnder(payablePrefix(id));
  if (shards.length === 0 && (await source.termsOf(id)) === undefined) {
    return problem(404, 'holder-not-found', `No holder ${id}; drop them under holders/`);
  }
  const { entries, position } = await listEntries(store, { shards, limit, after: page.after });
  return { status: 200, body: { items: entries.map(mutationDocument), next_cursor: page.nextCursor(position) } };
});
