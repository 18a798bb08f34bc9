import { formatUnits } from '#kernel/money/units';
import { getTrialBalance } from '#ledger/api';
import { readTrialBalance } from '#ledger/steps/read-trial-balance';
import { ledgerAccess } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

export const handler = httpHandler(getTrialBalance, async () => {
  const { currencies, accounts } = await readTrialBalance(ledgerAccess());
  return {
    status: 200,
    body: {
      currencies: currencies.map(({ currency, debits, credits, difference }) => ({
        currency,
        debits: formatUnits(debits),
        credits: formatUnits(credits),
        difference: formatUnits(difference),
      })),
      accounts: accounts.map(({ debit, credit, ...line }) => ({
        ...line,
        debit: formatUnits(debit),
        credit: formatUnits(credit),
      })),
    },
  };
});
