import { assertThat } from '#kernel/errors';
import { type Currency, parseCurrency } from '#kernel/money/currency';
import { type AccountKind, accountKindNamed, chartOfAccounts } from '#ledger/chart-of-accounts';

/** The path of one account, currency last (R26): `payable:holder:H1:USD`. Foreign ids in it are percent-encoded. */
export type AccountId = string & { readonly __brand: 'AccountId' };

/** What an account's path says. */
export interface Account {
  readonly id: AccountId;
  readonly kind: AccountKind;
  readonly currency: Currency;
}

const SEGMENT = /^[A-Za-z0-9\-_.!~*'()%]{1,192}$/;
const PATH_LENGTH_MAX = 512;

/** Reads an account path against the chart of accounts; `undefined` for a path that the chart does not know. */
export function parseAccount(text: string): Account | undefined {
  if (text.length > PATH_LENGTH_MAX) return undefined;
  const segments = text.split(':');
  const kind = accountKindNamed(segments[0] ?? '');
  const currency = parseCurrency(segments.at(-1) ?? '');
  if (kind === undefined || currency === undefined) return undefined;
  const between = segments.slice(1, -1);
  if (segments.length < 2 || between.length < kind.segments[0] || between.length > kind.segments[1]) return undefined;
  return between.every((segment) => SEGMENT.test(segment)) ? { id: text as AccountId, kind, currency } : undefined;
}

/** What the path of a known account says, at the cost of two look-ups: its form was checked when it became an `AccountId`. */
export function accountOf(id: AccountId): Account {
  const kind = accountKindNamed(id.slice(0, id.indexOf(':')));
  const currency = parseCurrency(id.slice(id.lastIndexOf(':') + 1));
  assertThat(kind !== undefined && currency !== undefined, `${id} is not in the chart of accounts`);
  return { id, kind, currency };
}

/** The bank's money of one currency, e.g. `bank:USD`. */
export function bankAccount(currency: Currency): AccountId {
  return pathOf(chartOfAccounts.bank, [], currency);
}

/** The platform's own account at a bank, by the name that its statements are dropped under, e.g. `bank:main:EUR`. */
export function ownBankAccount(of: { readonly account: string; readonly currency: Currency }): AccountId {
  return pathOf(chartOfAccounts.bank, [of.account], of.currency);
}

/** The clearing account of one process, e.g. `clearing:report:r_1:USD` (R30). */
export function clearingAccount(of: {
  readonly process: 'report' | 'pool' | 'payout';
  readonly id: string;
  readonly currency: Currency;
}): AccountId {
  return pathOf(chartOfAccounts.clearing, [of.process, of.id], of.currency);
}

/** The collected subscription money from which a country's pools are filled, e.g. `revenue:US:USD` (R13). */
export function revenueAccount(of: { readonly country: string; readonly currency: Currency }): AccountId {
  return pathOf(chartOfAccounts.revenue, [of.country], of.currency);
}

/** What a holder is owed in one currency, e.g. `payable:holder:H1:USD`. */
export function payableAccount(of: { readonly holderId: string; readonly currency: Currency }): AccountId {
  return pathOf(chartOfAccounts.payable, ['holder', of.holderId], of.currency);
}

/** The prefix of all of a holder's payable accounts, whatever their currency. */
export function payablePrefix(holderId: string): string {
  return `payable:holder:${encodeURIComponent(holderId)}`;
}

/** What the platform keeps, e.g. `commission:USD` (R24). */
export function commissionAccount(currency: Currency): AccountId {
  return pathOf(chartOfAccounts.commission, [], currency);
}

/** Why money is held: `unmatched` is a bank's credit that nothing of ours explains. */
export const holdingReasons = ['unattributed', 'residual', 'unmatched', 'disputed', 'returned'] as const;
export type HoldingReason = (typeof holdingReasons)[number];

/** Money without an owner, e.g. `holding:unattributed:T1:label:USD` or `holding:residual:US:USD`. */
export function holdingAccount(of: {
  readonly reason: HoldingReason;
  readonly path: readonly string[];
  readonly currency: Currency;
}): AccountId {
  return pathOf(chartOfAccounts.holding, [of.reason, ...of.path], of.currency);
}

/** Money that left a bank account and is not explained yet, e.g. `unexplained:bank:main:s1-4:EUR`. */
export function unexplainedAccount(of: { readonly path: readonly string[]; readonly currency: Currency }): AccountId {
  return pathOf(chartOfAccounts.unexplained, of.path, of.currency);
}

/** The other side of what nobody has explained yet, e.g. `suspense:bank-opening:DE89370400440532013000:EUR`. */
export function suspenseAccount(of: { readonly path: readonly string[]; readonly currency: Currency }): AccountId {
  return pathOf(chartOfAccounts.suspense, of.path, of.currency);
}

/** Tax withheld for the authority of one country, e.g. `tax:US:USD` (R34). */
export function taxAccount(of: { readonly country: string; readonly currency: Currency }): AccountId {
  return pathOf(chartOfAccounts.tax, [of.country], of.currency);
}

/** Realised gains and losses on one currency, e.g. `gains:exchange:EUR:USD`; the last is the functional currency (R26). */
export function exchangeGainsAccount(of: { readonly on: Currency; readonly currency: Currency }): AccountId {
  return pathOf(chartOfAccounts.gains, ['exchange', of.on], of.currency);
}

/** One leg of an exchange, e.g. `fx:USD` (R26). */
export function exchangeAccount(currency: Currency): AccountId {
  return pathOf(chartOfAccounts.fx, [], currency);
}

function pathOf(kind: AccountKind, segments: readonly string[], currency: Currency): AccountId {
  const path = [kind.kind, ...segments.map(encodeURIComponent), currency].join(':');
  const account = parseAccount(path);
  assertThat(account !== undefined, `${path} is not in the chart of accounts`);
  return account.id;
}
