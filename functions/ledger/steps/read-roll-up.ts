import type { Currency } from '#kernel/money/currency';
import { accountOf } from '#ledger/account';
import type { Balance } from '#ledger/balance';
import type { NormalSide } from '#ledger/chart-of-accounts';
import { accountOfShard } from '#ledger/shard';
import { inGroups } from '#ledger/steps/in-groups';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { type BalanceInstants, readBalance } from '#ledger/steps/read-balance';

/** Balances added up per currency and normal side; sums of debit and credit accounts are never mixed. */
export interface RollUp {
  readonly accounts: readonly Balance[];
  readonly totals: readonly (Omit<Balance, 'account'> & { readonly normalSide: NormalSide })[];
}

/**
 * The balance of an account, or of every account under a prefix of whole segments; `undefined` when there is none. An
 * account opens with its first entry: one that was never posted to is none, so that a mistyped one is not taken for zero.
 */
export async function readRollUp(
  access: LedgerAccess,
  prefix: string,
  at: BalanceInstants = {},
): Promise<RollUp | undefined> {
  const shards = await access.store.shardsUnder(prefix);
  if (shards.length === 0) return undefined;
  const accounts = [...new Set(shards.map(accountOfShard))];
  return rolledUp(await inGroups(accounts, (account) => readBalance(access, account, at)));
}

function rolledUp(accounts: readonly Balance[]): RollUp {
  const totals = new Map<string, RollUp['totals'][number]>();
  for (const { account, ...balance } of accounts) {
    const { normalSide } = accountOf(account).kind;
    const key = `${balance.currency} ${normalSide}`;
    const known = totals.get(key);
    totals.set(key, known === undefined ? { ...balance, normalSide } : { ...known, ...sumOf(known, balance) });
  }
  return { accounts, totals: [...totals.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total) };
}

type Amounts = Pick<Balance, 'posted' | 'reserved' | 'incomplete' | 'available'>;

function sumOf(left: Amounts, right: Amounts & { readonly currency: Currency }): Amounts {
  return {
    posted: left.posted + right.posted,
    reserved: left.reserved + right.reserved,
    incomplete: left.incomplete + right.incomplete,
    available: left.available + right.available,
  };
}
