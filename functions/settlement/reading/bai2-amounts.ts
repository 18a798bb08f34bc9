import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import { parseMinorAmount } from '#settlement/bank-amount';
import { type BankDay, parseShortDay } from '#settlement/bank-day';
import type { Side } from '#settlement/statement';
import { unreadable } from '#settlement/unreadable';

export interface Funds {
  /** How many fields the funds type and what follows it take. */
  readonly fields: number;
  readonly valuedOn?: BankDay;
}

/** What a funds type at `fields[at]` says: `S` brings three amounts, `V` a date and a time, `D` a counted list. */
export function readFunds(fields: readonly string[], at: number, line: number): Funds {
  const type = fields[at] ?? '';
  if (type === '' || /^[Z012]$/.test(type)) return { fields: 1 };
  if (type === 'S') return { fields: 4 };
  if (type === 'V') {
    const text = fields[at + 1] ?? '';
    const valuedOn = parseShortDay(text);
    if (valuedOn === undefined && text !== '')
      throw unreadable('malformed_date', `${text} is a day that no calendar has.`, { line, value: text });
    return { fields: 3, ...(valuedOn !== undefined && { valuedOn }) };
  }
  const count = Number(fields[at + 1]);
  if (type === 'D' && Number.isSafeInteger(count) && count >= 0 && count <= 100) return { fields: 2 + 2 * count };
  throw unreadable('malformed_record', `${type} is no type of funds.`, { line, value: type });
}

/** An amount of an account's summary. */
export interface SummaryAmount {
  readonly type: string;
  readonly units: Units;
  readonly count?: number;
}

/** The amounts of an account record: type, amount, item count, funds, again and again. */
export function readSummary(fields: readonly string[], currency: Currency, line: number): readonly SummaryAmount[] {
  const found: SummaryAmount[] = [];
  for (let at = 0; at < fields.length; ) {
    const type = (fields[at] ?? '').trim();
    const amount = (fields[at + 1] ?? '').trim();
    const count = (fields[at + 2] ?? '').trim();
    if (type !== '') {
      if (!/^\d{3}$/.test(type))
        throw unreadable('malformed_record', `${type} is no type code.`, { line, value: type });
      const units = amount === '' ? undefined : unitsOf(amount, currency, line);
      if (units !== undefined) found.push({ type, units, ...(count !== '' && { count: Number(count) }) });
    }
    at += 3 + readFunds(fields, at + 3, line).fields;
  }
  return found;
}

export function unitsOf(text: string, currency: Currency, line: number): Units {
  const units = parseMinorAmount(text.trim(), currency);
  if (units === undefined)
    throw unreadable('malformed_amount', 'An amount is no whole number of minor units.', { line, value: text });
  return units;
}

/** Credit, debit, or `undefined` for what moves no money; ranges of codes as BAI2 has them. */
export function sideOfType(type: string): Side | undefined {
  const code = Number(type);
  if ((code >= 100 && code < 400) || (code >= 920 && code < 960)) return 'credit';
  if ((code >= 400 && code < 700) || (code >= 960 && code <= 999)) return 'debit';
  return undefined;
}
