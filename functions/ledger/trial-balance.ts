import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import { compareUtf8 } from '#kernel/utf8-order';
import { type AccountId, accountOf } from '#ledger/account';

export interface TrialBalance {
  readonly currencies: readonly {
    readonly currency: Currency;
    readonly debits: Units;
    readonly credits: Units;
    /** `debits − credits`: exactly zero, or the ledger is broken. */
    readonly difference: Units;
  }[];
  /** One column of the two is zero; shards are rolled up. In UTF-8 order. */
  readonly accounts: readonly TrialBalanceLine[];
}

export interface TrialBalanceLine {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly debit: Units;
  readonly credit: Units;
}

/** The trial balance of accounts with their posted balance on the normal side. */
export function trialBalanceOf(balances: ReadonlyMap<AccountId, Units>): TrialBalance {
  const accounts = [...balances]
    .sort(([a], [b]) => compareUtf8(a, b))
    .map(([account, posted]) => lineOf(account, posted));
  const currencies = [...new Set(accounts.map(({ currency }) => currency))].sort();
  return {
    accounts,
    currencies: currencies.map((currency) => {
      const lines = accounts.filter((line) => line.currency === currency);
      const debits = lines.reduce((sum, { debit }) => sum + debit, 0n);
      const credits = lines.reduce((sum, { credit }) => sum + credit, 0n);
      return { currency, debits, credits, difference: debits - credits };
    }),
  };
}

function lineOf(account: AccountId, posted: Units): TrialBalanceLine {
  const { currency, kind } = accountOf(account);
  const debit = kind.normalSide === 'debit' ? posted : -posted;
  return { account, currency, debit: debit > 0n ? debit : 0n, credit: debit < 0n ? -debit : 0n };
}
