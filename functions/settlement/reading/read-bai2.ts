import { type Currency, parseCurrency } from '#kernel/money/currency';
import { type BankDay, parseShortDay } from '#settlement/bank-day';
import { readFunds, readSummary, type SummaryAmount, sideOfType, unitsOf } from '#settlement/reading/bai2-amounts';
import { controlLevel, requireControls, wholeOf } from '#settlement/reading/bai2-controls';
import { type Bai2Record, bai2Records } from '#settlement/reading/bai2-records';
import type { ControlTotal, StatementLine, StatementPart, StatementParts } from '#settlement/statement';
import { type StatementBuilder, statementBuilder } from '#settlement/statement-builder';
import { unreadable } from '#settlement/unreadable';

interface Group {
  readonly originator: string;
  readonly currency: string;
  readonly on: BankDay;
  readonly obstacles: readonly string[];
  readonly time: string;
}

interface Account {
  readonly line: number;
  readonly builder: StatementBuilder;
  readonly group: Group;
  readonly account: string;
  readonly currency: Currency;
  readonly summary: readonly SummaryAmount[];
  notBooked: number;
}

const STATUS: Readonly<Record<string, string>> = { '2': 'deletes', '3': 'corrects', '4': 'is a test of' };
const INTERIM: ReadonlySet<string> = new Set(['1', '3']);

/** Reads BAI2; every account of every group is a statement. Throws `UnreadableFile`, also where 49, 98 or 99 do not add up. */
export async function* readBai2(text: AsyncIterable<string>): StatementParts {
  const parts: StatementPart[] = [];
  const levels = { file: controlLevel(), group: controlLevel(), account: controlLevel() };
  let group: Group | undefined;
  let account: Account | undefined;
  let isOpen = false;
  let isEnded = false;

  const count = (sum: bigint, physical: number) => {
    levels.account.sum += sum;
    levels.account.records += physical;
  };
  const take = (record: Bai2Record) => {
    const { code, fields, line, physical } = record;
    if (isEnded || (code !== '01' && !isOpen)) throw misplaced(record);
    switch (code) {
      case '01':
        if (isOpen) throw misplaced(record);
        isOpen = true;
        levels.file.records += physical;
        return;
      case '02':
        if (group !== undefined) throw misplaced(record);
        group = readGroup(record);
        levels.group = controlLevel();
        levels.group.records += physical;
        return;
      case '03':
        if (group === undefined || account !== undefined) throw misplaced(record);
        account = readAccount(record, group);
        levels.account = controlLevel();
        count(summarySum(record), physical);
        return;
      case '16': {
        if (account === undefined) throw misplaced(record);
        count(wholeOf(fields[1]), physical);
        const found = readTransaction(record, account);
        if (found === undefined) account.notBooked += 1;
        else for (const added of account.builder.add(found, [found])) parts.push({ kind: 'line', line: added });
        return;
      }
      case '49':
        if (account === undefined) throw misplaced(record);
        levels.account.records += physical;
        requireControls(levels.account, {
          name: `account ${account.account} (49)`,
          line,
          sum: fields[0],
          records: fields[1],
        });
        parts.push({ kind: 'statement', statement: finished(account) });
        levels.group.sum += levels.account.sum;
        levels.group.members += 1;
        levels.group.records += levels.account.records;
        account = undefined;
        return;
      case '98':
        if (group === undefined || account !== undefined) throw misplaced(record);
        levels.group.records += physical;
        requireControls(levels.group, {
          name: 'group (98)',
          line,
          sum: fields[0],
          members: fields[1],
          records: fields[2],
        });
        levels.file.sum += levels.group.sum;
        levels.file.members += 1;
        levels.file.records += levels.group.records;
        group = undefined;
        return;
      case '99':
        if (group !== undefined) throw misplaced(record);
        levels.file.records += physical;
        requireControls(levels.file, {
          name: 'file (99)',
          line,
          sum: fields[0],
          members: fields[1],
          records: fields[2],
        });
        isEnded = true;
    }
  };

  for await (const records of bai2Records(text)) {
    for (const record of records) take(record);
    if (parts.length > 0) yield parts.splice(0);
  }
  if (!isEnded) throw unreadable('cut_short', 'The file ends without its trailer (99).');
}

const misplaced = ({ code, line }: Bai2Record) =>
  unreadable('malformed_record', `A record ${code} stands where none can.`, { line, value: code });

function readGroup({ fields, line }: Bai2Record): Group {
  const [, originator = '', status = '', day = '', time = '', currency = '', modifier = ''] = fields.map((text) =>
    text.trim(),
  );
  const on = parseShortDay(day);
  if (on === undefined)
    throw unreadable('malformed_date', `${day} is a day that no calendar has.`, { line, value: day });
  const special = STATUS[status];
  const obstacles = [
    ...(special === undefined
      ? []
      : [`its group ${special} an earlier one (status ${status}), which a person has to look at`]),
    ...(INTERIM.has(modifier) ? ['its day is not closed yet (interim)'] : []),
  ];
  return { originator, on, obstacles, time, currency: currency === '' ? 'USD' : currency };
}

function readAccount({ fields, line }: Bai2Record, group: Group): Account {
  const account = (fields[0] ?? '').trim();
  const code = (fields[1] ?? '').trim() || group.currency;
  const currency = parseCurrency(code);
  if (currency === undefined)
    throw unreadable('unknown_currency', `${code} is no currency of ISO 4217.`, { line, value: code });
  if (account === '') throw unreadable('no_account', 'An account record (03) has no number.', { line });
  const summary = readSummary(fields.slice(2), currency, line);
  return { line, builder: statementBuilder(), group, account, currency, summary, notBooked: 0 };
}

/** The sum of an account record's amounts as written: what 49 counts of it. */
function summarySum({ fields, line }: Bai2Record): bigint {
  let sum = 0n;
  for (let at = 2; at < fields.length; at += 3 + readFunds(fields, at + 3, line).fields) sum += wholeOf(fields[at + 1]);
  return sum;
}

function readTransaction(record: Bai2Record, account: Account): Omit<StatementLine, 'ordinal'> | undefined {
  const { fields, line } = record;
  const type = (fields[0] ?? '').trim();
  const side = sideOfType(type);
  if (side === undefined) return undefined;
  const units = unitsOf(fields[1] ?? '', account.currency, line);
  const funds = readFunds(fields, 2, line);
  const [bankReference = '', customerReference = ''] = fields.slice(2 + funds.fields).map((text) => text.trim());
  const text = fields
    .slice(4 + funds.fields)
    .join(',')
    .trim();
  const isNegative = units < 0n;
  return {
    sourceLine: line,
    units: isNegative ? -units : units,
    side: isNegative === (side === 'credit') ? 'debit' : 'credit',
    isReversal: isNegative,
    bookedOn: account.group.on,
    transactionCode: type,
    ...(funds.valuedOn !== undefined && { valuedOn: funds.valuedOn }),
    ...(bankReference !== '' && { bankReference }),
    ...(customerReference !== '' && { endToEndId: customerReference }),
    ...(text !== '' && { text }),
  };
}

function finished({ group, account, currency, summary, builder, notBooked, line }: Account) {
  const amount = (type: string) => summary.find((found) => found.type === type);
  const opening = amount('010');
  const closing = amount('015');
  const totals: readonly (readonly [string, ControlTotal['of']])[] = [
    ['100', 'credit'],
    ['400', 'debit'],
  ];
  const controls = totals.flatMap(([type, of]): readonly ControlTotal[] => {
    const found = amount(type);
    return found === undefined
      ? []
      : [{ name: type, of, units: found.units, ...(found.count !== undefined && { count: found.count }) }];
  });
  return builder.finish({
    format: 'bai2',
    statementId: `${group.originator}/${group.on}/${group.time}`,
    accountAtBank: account,
    currency,
    ...(opening !== undefined && { opening: { units: opening.units, on: group.on } }),
    ...(closing !== undefined && { closing: { units: closing.units, on: group.on } }),
    controls,
    notBooked,
    obstacles: group.obstacles,
    notes: [],
    sourceLine: line,
  });
}
