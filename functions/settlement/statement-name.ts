import { sha256Hex } from '#kernel/digest';
import type { Currency } from '#kernel/money/currency';
import type { Statement } from '#settlement/statement';

/** Our name of a bank account, for ids and for `bank:<account>:<CUR>`: what the bank calls it, without spaces and marks. */
export function bankAccountName(accountAtBank: string): string {
  return accountAtBank
    .toUpperCase()
    .replaceAll(/\s/g, '')
    .replaceAll(/[^A-Z0-9]/g, '-');
}

/** One chain of statements: a bank account in one currency. */
export interface BankAccountKey {
  readonly account: string;
  readonly currency: Currency;
}

export function bankAccountKey({
  accountAtBank,
  currency,
}: Pick<Statement, 'accountAtBank' | 'currency'>): BankAccountKey {
  return { account: bankAccountName(accountAtBank), currency };
}

/** The same statement has the same key, whatever file brings it: account, currency and the bank's own number. */
export function statementKeyOf(statement: Pick<Statement, 'accountAtBank' | 'currency' | 'statementId'>): string {
  const { account, currency } = bankAccountKey(statement);
  return `bs_${sha256Hex(JSON.stringify([account, currency, statement.statementId])).slice(0, 32)}`;
}

/** The name of one line in payments, accounts and the API. */
export const lineIdOf = (statementKey: string, ordinal: number): string => `${statementKey}-${ordinal}`;
