import { parseCommaAmount } from '#settlement/bank-amount';
import { type BankDay, lastDayOf, parseBankDay, parseShortDay } from '#settlement/bank-day';
import type { Side, StatementLine } from '#settlement/statement';
import { unreadable } from '#settlement/unreadable';

/** `:61:`, its own line. */
const BOOKING =
  /^(?<valued>\d{6})(?<entered>\d{4})?(?<mark>RC|RD|EC|ED|C|D)(?<fund>[A-Z])??(?<amount>\d{1,15},\d{0,10})\s*(?<type>[A-Z][A-Z0-9]{3})(?<owner>.{0,34}?)(?:\/\/(?<bank>.{0,34}))?$/;
const NO_REFERENCE: ReadonlySet<string> = new Set(['', 'NONREF', 'EREF', 'KREF', 'PREF', 'NOTPROVIDED']);

/** Types of booking by which SWIFT says that something came back. */
const RETURN_TYPES: ReadonlySet<string> = new Set(['NRTI', 'FRTI']);

export type BookingReading =
  | { readonly kind: 'booked'; readonly line: Omit<StatementLine, 'ordinal' | 'text'>; readonly note?: string }
  | { readonly kind: 'not-booked' };

/** Reads `:61:`. `RC` takes back a credit and so is a debit, `RD` the other way round; `EC` and `ED` are only expected. */
export function readBooking(text: string, line: number): BookingReading {
  const found = BOOKING.exec(text)?.groups;
  if (found === undefined)
    throw unreadable('malformed_booking', 'A :61: is not as SWIFT has it.', { line, value: text });
  const { valued = '', entered, mark = '', amount = '', type = '', owner = '', bank = '' } = found;
  if (mark.startsWith('E')) return { kind: 'not-booked' };
  const units = parseCommaAmount(amount);
  if (units === undefined) throw unreadable('malformed_amount', 'An amount is no number.', { line, value: amount });
  const { day: valuedOn, note } = valueDay(valued, line);
  const bookedOn = entered === undefined ? valuedOn : entryDay(entered, valuedOn, line);
  const reference = owner.trim();
  return {
    kind: 'booked',
    ...(note !== undefined && { note }),
    line: {
      sourceLine: line,
      units,
      side: sideOf(mark),
      isReversal: mark.startsWith('R') || RETURN_TYPES.has(type),
      bookedOn,
      valuedOn,
      transactionCode: type,
      ...(!NO_REFERENCE.has(reference) && { endToEndId: reference }),
      ...(!NO_REFERENCE.has(bank.trim()) && { bankReference: bank.trim() }),
    },
  };
}

const sideOf = (mark: string): Side => (mark === 'C' || mark === 'RD' ? 'credit' : 'debit');

/** Banks that count months of thirty days write 30 February; the interest day is then the month's last. */
function valueDay(text: string, line: number): { readonly day: BankDay; readonly note?: string } {
  const day = parseShortDay(text);
  if (day !== undefined) return { day };
  const month = /^(\d{2}02)(29|30)$/.exec(text)?.[1];
  const last = month === undefined ? undefined : lastDayOf(`20${month.slice(0, 2)}-${month.slice(2)}`);
  if (last === undefined)
    throw unreadable('malformed_date', `${text} is a day that no calendar has.`, { line, value: text });
  return { day: last, note: `line ${line}: the value date ${text} is read as ${last}, the last day of that month` };
}

/** The booking day has no year: it is the one nearest to the value date. */
function entryDay(monthDay: string, valuedOn: BankDay, line: number): BankDay {
  const year = Number(valuedOn.slice(0, 4));
  const days = [year, year - 1, year + 1].flatMap((candidate) => {
    const day = parseBankDay(`${candidate}-${monthDay.slice(0, 2)}-${monthDay.slice(2)}`);
    return day === undefined ? [] : [{ day, distance: Math.abs(Date.parse(day) - Date.parse(valuedOn)) }];
  });
  const [nearest] = days.sort((left, right) => left.distance - right.distance);
  if (nearest === undefined)
    throw unreadable('malformed_date', `${monthDay} is a day that no calendar has.`, { line, value: monthDay });
  return nearest.day;
}
