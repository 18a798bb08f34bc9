import { RoyaltyError } from '#kernel/errors';
import type { Instant } from '#kernel/time/clock';
import { bankAccount, ownBankAccount } from '#ledger/account';
import { dayAfter, isWeekday, parseBankDay } from '#settlement/bank-day';
import type { SettlementCheck, StoredStatement } from '#settlement/settlement-record';
import type { SettlementAccess } from '#settlement/steps/settlement-access';

/** The bank and our books differ, or a bank has gone quiet; it was recorded and rung, and this makes it an alarm. */
export class SettlementDiffers extends RoyaltyError {
  override readonly name = 'SettlementDiffers';
}

export type CheckAccess = Pick<SettlementAccess, 'bell' | 'clock' | 'ledger' | 'register'>;

/** How many accounts were held to the bank, differ, and are without a statement for too long. */
export interface CheckedSettlement {
  readonly checked: number;
  readonly differences: number;
  readonly quiet: number;
}

/** Weekdays without a statement that are no cause for alarm. */
export const QUIET_DAYS_MAX = 3;

/**
 * Holds the bank's closing balance to `bank:<account>:<CUR>`. A difference is kept with the statement and rung; the same check again
 * tells the same. Only the newest statement of an account can be held to it: the account stands where that one left it.
 */
export async function checkStatement(statement: StoredStatement, access: CheckAccess): Promise<StoredStatement> {
  const { account, currency, closing } = statement;
  // A bank's day may have begun before ours: its lines count from their own day on.
  const [now, day] = [access.clock.now(), `${closing.on}T00:00:00.000Z` as Instant];
  const at = day > now ? { asOf: day } : {};
  const [own, transit] = await Promise.all([
    access.ledger.balance(ownBankAccount({ account, currency }), at),
    access.ledger.balance(bankAccount(currency), at),
  ]);
  // Read after the balances: while this is the newest statement, no line of a later day was in them.
  const head = await access.register.findHead({ account, currency });
  if (head?.statementKey !== statement.statementKey) return keepUnchecked(statement, access);
  const check: SettlementCheck = {
    closing: closing.units,
    ledger: own.posted,
    difference: closing.units - own.posted,
    inTransit: transit.posted,
    checkedAt: access.clock.now(),
  };
  const checked = { ...statement, check };
  await access.register.saveStatement(checked);
  if (check.difference !== 0n)
    await access.bell.ring({ type: 'Settlement Difference', account, currency, difference: check.difference });
  return checked;
}

/** A later statement has moved the account on: whoever settled this one first has checked it. */
async function keepUnchecked(statement: StoredStatement, { register }: CheckAccess): Promise<StoredStatement> {
  const standing = await register.findStatement(statement.statementKey);
  if (standing?.state === 'settled') return standing;
  await register.saveStatement(statement);
  return statement;
}

/** The daily check: every account's newest statement against our books, and whether the bank has gone quiet. */
export async function checkSettlement(access: CheckAccess): Promise<CheckedSettlement> {
  let checked = 0;
  let differences = 0;
  let quiet = 0;
  for (const head of await access.register.heads()) {
    const statement = await access.register.findStatement(head.statementKey);
    if (statement?.state !== 'settled') continue;
    const { check } = await checkStatement(statement, access);
    checked += 1;
    if (check?.difference !== 0n) differences += 1;
    const { account, currency, closedOn } = head;
    if (quietDays(closedOn, access.clock.now().slice(0, 10)) <= QUIET_DAYS_MAX) continue;
    quiet += 1;
    await access.bell.ring({ type: 'Statement Missing', account, currency, since: closedOn });
  }
  return { checked, differences, quiet };
}

/** Throws `SettlementDiffers` when an account differs or its bank has gone quiet. */
export function requireNoDifference(checked: CheckedSettlement): CheckedSettlement {
  const { differences, quiet } = checked;
  if (differences + quiet === 0) return checked;
  throw new SettlementDiffers(
    `${differences} bank accounts differ from our books, ${quiet} have had no statement for more than ${QUIET_DAYS_MAX} weekdays; GET /v1/settlement/statements shows them`,
  );
}

/** Whole weekdays between the last settled day and today. */
function quietDays(closedOn: StoredStatement['closing']['on'], today: string): number {
  const until = parseBankDay(today);
  let days = 0;
  for (let day = dayAfter(closedOn); until !== undefined && day < until && days <= QUIET_DAYS_MAX; day = dayAfter(day))
    if (isWeekday(day)) days += 1;
  return days;
}
