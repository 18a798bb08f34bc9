import { problem } from '#kernel/api/problem';
import { formatUnits } from '#kernel/money/units';
import { getHolderBalances } from '#ledger/api';
import { amountsDocument } from '#ledger/ledger-document';
import { owedBack } from '#ledger/payable';
import { instantsOf } from '#ledger/query-instants';
import { readHolderBalances } from '#ledger/steps/read-holder-balances';
import { ledgerAccess, payoutTermsSource } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

const source = payoutTermsSource();

export const handler = httpHandler(getHolderBalances, async ({ params: { id }, query }) => {
  const found = await readHolderBalances(ledgerAccess(), source, { holderId: id, ...instantsOf(query) });
  if (found === undefined) return problem(404, 'holder-not-found', `No holder ${id}; drop them under holders/`);
  const balances = found.balances.map(({ currency, payable, ...balance }) => ({
    currency,
    ...amountsDocument(balance),
    owed_back: formatUnits(owedBack(balance)),
    payable: formatUnits(payable),
  }));
  return { status: 200, body: { holder_id: id, balances, as_of: found.asOf, known_at: found.knownAt } };
});
