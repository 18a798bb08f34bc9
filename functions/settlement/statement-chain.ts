import { formatUnits, type Units } from '#kernel/money/units';
import { type BankDay, dayAfter, isWeekday } from '#settlement/bank-day';
import type { Statement } from '#settlement/statement';
import type { BankAccountKey } from '#settlement/statement-name';

/** Where the chain of one bank account's statements stands. */
export interface ChainHead extends BankAccountKey {
  readonly statementKey: string;
  readonly statementId: string;
  readonly closing: Units;
  readonly closedOn: BankDay;
  readonly sequence?: number;
  /** 1, 2, 3 …: one for each statement. */
  readonly revision: number;
}

/** A statement with both its balances, as `proveStatement` has found. */
export type ProvenStatement = Statement & Required<Pick<Statement, 'opening' | 'closing'>>;

export interface ChainFault {
  readonly code: 'out_of_order' | 'missing_day' | 'missing_statement' | 'wrong_opening';
  readonly message: string;
}

/**
 * Why a statement does not follow the one before. It opens with what that one closed with; no weekday lies between them unless the
 * bank's own numbers say that no statement does; the numbers have no gap. The first statement of an account follows nothing.
 */
export function chainFaults(head: ChainHead | undefined, statement: ProvenStatement): readonly ChainFault[] {
  if (head === undefined) return [];
  const { statementId, accountAtBank, opening, closing, currency, sequence } = statement;
  const name = `Statement ${statementId} of ${accountAtBank}`;
  if (closing.on < head.closedOn) {
    const message = `${name} ends on ${closing.on}, before ${head.statementId}, which is settled up to ${head.closedOn}.`;
    return [{ code: 'out_of_order', message }];
  }
  const faults: ChainFault[] = [];
  const skipped = skippedNumbers(head.sequence, sequence);
  if (skipped !== undefined)
    faults.push({ code: 'missing_statement', message: `${name} is number ${sequence}; ${skipped} did not arrive.` });
  const days = missingDays(head.closedOn, opening.on);
  const isConsecutive = head.sequence !== undefined && sequence === head.sequence + 1;
  if (days.length > 0 && !isConsecutive)
    faults.push({
      code: 'missing_day',
      message: `${name} opens on ${opening.on}, ${head.statementId} closed on ${head.closedOn}; no statement speaks of ${days.join(', ')}.`,
    });
  if (opening.units !== head.closing)
    faults.push({
      code: 'wrong_opening',
      message:
        `${name} opens with ${formatUnits(opening.units)}, but ${head.statementId} closed with ${formatUnits(head.closing)}; ` +
        `the difference is ${formatUnits(opening.units - head.closing)} ${currency}.`,
    });
  return faults;
}

function skippedNumbers(before: number | undefined, now: number | undefined): string | undefined {
  if (before === undefined || now === undefined || now <= before + 1) return undefined;
  return now === before + 2 ? `number ${before + 1}` : `numbers ${before + 1} to ${now - 1}`;
}

const DAYS_NAMED_MAX = 10;

/** Weekdays after the last settled one and before the day on which the next statement opens; the first ten of them. */
function missingDays(closedOn: BankDay, opensOn: BankDay): readonly BankDay[] {
  const days: BankDay[] = [];
  for (let day = dayAfter(closedOn); day < opensOn && days.length < DAYS_NAMED_MAX; day = dayAfter(day))
    if (isWeekday(day)) days.push(day);
  return days;
}
