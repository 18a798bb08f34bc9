import { type Currency, parseCurrency } from '#kernel/money/currency';
import { parseCommaAmount } from '#settlement/bank-amount';
import { parseShortDay } from '#settlement/bank-day';
import { numberedLines } from '#settlement/reading/bank-text';
import { readBooking } from '#settlement/reading/mt940-booking';
import { readDetails } from '#settlement/reading/mt940-details';
import type { BookedBalance, StatementPart, StatementParts } from '#settlement/statement';
import { type StatementBuilder, statementBuilder } from '#settlement/statement-builder';
import { unreadable } from '#settlement/unreadable';

interface Field {
  readonly tag: string;
  readonly line: number;
  readonly values: string[];
}

interface Balance {
  readonly currency: Currency;
  readonly balance: BookedBalance;
}

/** A statement while it is being read; it may go on over several pages. */
interface OpenStatement {
  readonly line: number;
  readonly builder: StatementBuilder;
  readonly obstacles: string[];
  readonly notes: string[];
  notBooked: number;
  reference: string;
  account: string;
  number: string;
  opening?: Balance;
  /** The closing balance of the page before, which the next page has to open with. */
  page?: Balance;
}

const TAG = /^:(\d{2}[A-Z]?|940):(.*)$/;
const BALANCE = /^([CD])(\d{6})([A-Z]{3})(\d{1,15},\d{0,10})$/;
/** Lines of one field; SWIFT has six, banks more. */
const FIELD_LINES_MAX = 200;

/**
 * Reads MT940 in the dialects that banks really send, with or without SWIFT's envelope; pages that end in `:62M:` are one
 * statement. Throws `UnreadableFile`, which names the line.
 */
export async function* readMt940(text: AsyncIterable<string>): StatementParts {
  const parts: StatementPart[] = [];
  let field: Field | undefined;
  let pending: PendingBooking | undefined;
  let statement: OpenStatement | undefined;
  let statements = 0;

  const flush = () => {
    if (pending === undefined || statement === undefined) return;
    const { line, details } = pending;
    for (const numbered of statement.builder.add(line, [{ ...line, ...readDetails(details) }]))
      parts.push({ kind: 'line', line: numbered });
    pending = undefined;
  };

  const take = ({ tag, line, values }: Field) => {
    const [first = ''] = values;
    if (tag === '86' && pending !== undefined) pending = { ...pending, details: values };
    if (tag === '86') return;
    flush();
    if (tag === '20') {
      statement = opened(statement, first, line);
      return;
    }
    if (statement === undefined) {
      if (tag === '940') return;
      throw unreadable('no_reference', `:${tag}: stands before any :20:.`, { line });
    }
    if (tag === '25') statement.account = first.trim();
    else if (tag === '28' || tag === '28C') statement.number = first.trim();
    else if (tag === '60F' || tag === '60M') takeOpening(statement, tag, readBalance(first, line), line);
    else if (tag === '61') pending = takeBooking(statement, first, line);
    else if (tag === '62M') statement.page = readBalance(first, line);
    else if (tag === '62F') {
      parts.push({ kind: 'statement', statement: finished(statement, readBalance(first, line)) });
      statements += 1;
      statement = undefined;
    }
  };

  for await (const lines of numberedLines(text)) {
    for (const { number, text: raw } of lines) {
      const content = withoutEnvelope(raw);
      const tagged = TAG.exec(content);
      if (tagged !== null) {
        if (field !== undefined) take(field);
        field = { tag: tagged[1] ?? '', line: number, values: [tagged[2] ?? ''] };
      } else if (content === '' || content === '-') continue;
      else if (field === undefined) {
        throw unreadable('malformed_field', 'A line stands before any field.', { line: number, value: content });
      } else if (field.values.push(content) > FIELD_LINES_MAX)
        throw unreadable('malformed_field', `:${field.tag}: goes on for too long.`, { line: field.line });
    }
    if (parts.length > 0) yield parts.splice(0);
  }
  if (field !== undefined) take(field);
  flush();
  if (statement !== undefined)
    throw unreadable('no_closing_balance', 'A statement ends without :62F:.', { line: statement.line });
  if (statements === 0) throw unreadable('no_statement', 'The file has no statement (:20: to :62F:).');
  yield parts;
}

interface PendingBooking {
  readonly line: Omit<StatementLineFound, 'text'>;
  readonly details: readonly string[];
}
type StatementLineFound = Extract<ReturnType<typeof readBooking>, { kind: 'booked' }>['line'];

function takeBooking(statement: OpenStatement, text: string, line: number): PendingBooking | undefined {
  const reading = readBooking(text, line);
  if (reading.kind === 'not-booked') {
    statement.notBooked += 1;
    return undefined;
  }
  if (reading.note !== undefined) statement.notes.push(reading.note);
  return { line: reading.line, details: [] };
}

function opened(before: OpenStatement | undefined, reference: string, line: number): OpenStatement {
  if (before?.page !== undefined) return before;
  if (before !== undefined)
    throw unreadable('no_closing_balance', 'A statement ends without :62F:.', { line: before.line });
  const empty = { obstacles: [], notes: [], notBooked: 0, account: '', number: '' };
  return { line, builder: statementBuilder(), reference: reference.trim(), ...empty };
}

function takeOpening(statement: OpenStatement, tag: string, balance: Balance, line: number): void {
  const { page } = statement;
  if (tag === '60F' && statement.opening === undefined) statement.opening = balance;
  else if (page === undefined && statement.opening === undefined) statement.opening = balance;
  else if (page?.balance.units !== balance.balance.units || page.currency !== balance.currency)
    throw unreadable('broken_page', 'A page does not open with what the page before closed with.', { line });
}

function finished(open: OpenStatement, closing: Balance) {
  const { opening, account, number, reference, line } = open;
  if (opening === undefined) throw unreadable('no_opening_balance', 'A statement has no :60F:.', { line });
  if (account === '') throw unreadable('no_account', 'A statement has no :25:.', { line });
  const { currency } = opening;
  const [sheet = ''] = number.split('/');
  const sequence = Number(sheet);
  const isElsewhere = closing.currency !== currency;
  return open.builder.finish({
    format: 'mt940',
    // Some banks give every statement one reference and the number 0, so its days are a part of its name.
    statementId: `${reference}/${sheet}/${opening.balance.on}/${closing.balance.on}`,
    accountAtBank: account,
    currency,
    ...(Number.isSafeInteger(sequence) && sequence > 0 && { sequence }),
    opening: opening.balance,
    closing: closing.balance,
    controls: [],
    notBooked: open.notBooked,
    obstacles: isElsewhere ? [`its closing balance is in ${closing.currency}, its opening in ${currency}`] : [],
    notes: open.notes,
    sourceLine: line,
  });
}

function readBalance(text: string, line: number): Balance {
  const [, mark = '', day = '', code = '', amount = ''] = BALANCE.exec(text.trim()) ?? [];
  const units = parseCommaAmount(amount);
  const on = parseShortDay(day);
  const currency = parseCurrency(code);
  if (units === undefined || on === undefined || currency === undefined)
    throw unreadable('malformed_balance', 'A balance is not as SWIFT has it.', { line, value: text });
  return { currency, balance: { units: mark === 'C' ? units : -units, on } };
}

const START_OF_BLOCKS = '\u0001';
const END_OF_BLOCKS = '\u0003';

/** SWIFT's blocks: the fourth holds the message, and what frames it says nothing of the account. */
function withoutEnvelope(line: string): string {
  const text = line.replaceAll(START_OF_BLOCKS, '').replaceAll(END_OF_BLOCKS, '');
  return /^(-?\}?(\{\d:.*\})*)?\{\d:.*\{4:$/.test(text) || /^-\}(\{\d:.*\})*$/.test(text) ? '' : text;
}
