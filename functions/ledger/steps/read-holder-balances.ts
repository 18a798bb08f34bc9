import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import { payablePrefix } from '#ledger/account';
import type { Balance } from '#ledger/balance';
import { type PayoutTerms, payableUnits } from '#ledger/payable';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import type { BalanceInstants } from '#ledger/steps/read-balance';
import { readRollUp } from '#ledger/steps/read-roll-up';

/** Where a holder's payout terms are asked; `undefined` for a holder whom nobody dropped. */
export interface PayoutTermsSource {
  termsOf(holderId: string): Promise<PayoutTerms | undefined>;
}

export interface HolderBalances {
  readonly balances: readonly (Balance & { readonly payable: Units })[];
  readonly asOf: Instant;
  readonly knownAt: Instant;
}

/** What a holder is owed in each currency (R32), or `undefined` when neither the directory nor the ledger knows them. */
export async function readHolderBalances(
  access: LedgerAccess,
  source: PayoutTermsSource,
  question: BalanceInstants & { readonly holderId: string },
): Promise<HolderBalances | undefined> {
  const { holderId, ...at } = question;
  const [terms, rollUp] = await Promise.all([
    source.termsOf(holderId),
    readRollUp(access, payablePrefix(holderId), at),
  ]);
  if (terms === undefined && rollUp === undefined) return undefined;
  const now = access.clock.now();
  const balances = (rollUp?.accounts ?? []).map((balance) => ({
    ...balance,
    payable: payableUnits({ ...balance, terms }),
  }));
  return { balances, asOf: at.asOf ?? now, knownAt: at.knownAt ?? now };
}
