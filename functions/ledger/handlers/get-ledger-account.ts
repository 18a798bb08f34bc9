import { formatUnits } from '#kernel/money/units';
import { accountNotFound } from '#ledger/account-not-found';
import { getLedgerAccount } from '#ledger/api';
import { amountsDocument } from '#ledger/ledger-document';
import { instantsOf } from '#ledger/query-instants';
import { readRollUp } from '#ledger/steps/read-roll-up';
import { ledgerAccess } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

export const handler = httpHandler(getLedgerAccount, async ({ params: { account }, query, clock }) => {
  const rollUp = await readRollUp(ledgerAccess(), account, instantsOf(query));
  if (rollUp === undefined) {
    const right = 'an account such as "payable:holder:H1:USD", or a prefix such as "payable:holder:H1", would be right';
    return accountNotFound(account, `No account is or starts with "${account}"; ${right}`);
  }
  const balances = rollUp.totals.map(({ currency, normalSide, incomplete, ...balance }) => ({
    currency,
    normal_side: normalSide,
    ...amountsDocument(balance),
    incomplete: formatUnits(incomplete),
  }));
  const now = clock.now();
  const instants = { as_of: query.as_of ?? now, known_at: query.known_at ?? now };
  return { status: 200, body: { account, accounts: rollUp.accounts.length, balances, ...instants } };
});
