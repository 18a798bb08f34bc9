import { type Currency, parseCurrency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import { parsePlainAmount } from '#settlement/bank-amount';
import { type BankDay, parseBankDay } from '#settlement/bank-day';
import type { Side, StatementLine } from '#settlement/statement';
import { unreadable } from '#settlement/unreadable';

/** Text by path below `Ntry` or `TxDtls`, as it stood; the first of repeated elements counts, but for `Ustrd`. */
export type CamtTexts = Map<string, string>;

export interface CamtAmount {
  readonly units: Units;
  readonly currency: Currency;
}

/** One `Ntry` as collected from the file. */
export interface CamtEntry {
  readonly line: number;
  readonly texts: CamtTexts;
  readonly details: readonly CamtTexts[];
}

type FoundLine = Omit<StatementLine, 'ordinal'>;

/** A booked entry, or one that is only announced. */
export type EntryReading =
  | (CamtAmount & { readonly kind: 'booked'; readonly side: Side; readonly lines: readonly FoundLine[] })
  | { readonly kind: 'not-booked' };

/**
 * An entry as lines. One that the bank breaks down becomes a line for each part, if the parts have amounts of the same currency
 * that add up to it to the last digit; else it stays one line. Throws `UnreadableFile`.
 */
export function readEntry(entry: CamtEntry): EntryReading {
  const { texts, details, line } = entry;
  const status = texts.get('Sts/Cd') ?? texts.get('Sts') ?? 'BOOK';
  if (status !== 'BOOK') return { kind: 'not-booked' };
  const amount = amountOf(texts, 'Amt', line);
  if (amount === undefined) throw unreadable('no_amount', 'An entry has no amount.', { line });
  const side = sideOf(texts.get('CdtDbtInd'), line);
  const base = { units: amount.units, side, ...commonFields(entry) };
  const lines = linesOf(base, details, amount.currency);
  return { kind: 'booked', side, units: amount.units, currency: amount.currency, lines };
}

function linesOf(base: FoundLine, details: readonly CamtTexts[], currency: Currency): readonly FoundLine[] {
  const [only, ...others] = details;
  if (only === undefined) return [base];
  if (others.length === 0) return [{ ...base, ...detailFields(only, base.side) }];
  const parts = details.map((detail) => partOf(detail, { line: base.sourceLine, side: base.side }));
  const isWhole = parts.every((part) => part?.currency === currency);
  const sum = parts.reduce((total, part) => total + (part?.units ?? 0n), 0n);
  if (!isWhole || sum !== base.units) return [{ ...base, ...sharedFields(details) }];
  return details.map((detail, index) => lineOfPart(base, detail, parts[index]?.units ?? 0n));
}

function lineOfPart(base: FoundLine, detail: CamtTexts, signed: Units): FoundLine {
  const side = signed < 0n ? opposite(base.side) : base.side;
  return { ...base, ...detailFields(detail, side), side, units: signed < 0n ? -signed : signed };
}

function commonFields({ texts, line }: CamtEntry): Omit<FoundLine, 'units' | 'side'> {
  const valuedOn = dayOf(texts, 'ValDt', line);
  const bookedOn = dayOf(texts, 'BookgDt', line) ?? valuedOn;
  if (bookedOn === undefined) throw unreadable('no_date', 'An entry has neither a booking nor a value date.', { line });
  const family = ['BkTxCd/Domn/Cd', 'BkTxCd/Domn/Fmly/Cd', 'BkTxCd/Domn/Fmly/SubFmlyCd'].map((path) => texts.get(path));
  return {
    sourceLine: line,
    isReversal: texts.get('RvslInd') === 'true' || texts.get('RvslInd') === '1',
    bookedOn,
    ...optional({
      valuedOn,
      transactionCode: family.every((code) => code !== undefined) ? family.join('/') : texts.get('BkTxCd/Prtry/Cd'),
      bankReference: texts.get('AcctSvcrRef') ?? texts.get('NtryRef'),
      paymentInformationId: texts.get('NtryDtls/Btch/PmtInfId'),
      messageId: texts.get('NtryDtls/Btch/MsgId'),
      text: texts.get('AddtlNtryInf'),
    }),
  };
}

/** What one part says; absent members keep the entry's own. */
function detailFields(texts: CamtTexts, side: Side): Partial<FoundLine> {
  const party = side === 'credit' ? 'Dbtr' : 'Cdtr';
  const name = texts.get(`RltdPties/${party}/Nm`) ?? texts.get(`RltdPties/${party}/Pty/Nm`);
  const account = texts.get(`RltdPties/${party}Acct/Id/IBAN`) ?? texts.get(`RltdPties/${party}Acct/Id/Othr/Id`);
  const counterparty = optional({ name, account });
  return optional({
    endToEndId: provided(texts.get('Refs/EndToEndId')),
    instructionId: provided(texts.get('Refs/InstrId')),
    paymentInformationId: texts.get('Refs/PmtInfId'),
    messageId: texts.get('Refs/MsgId'),
    bankReference: texts.get('Refs/AcctSvcrRef'),
    returnReason: texts.get('RtrInf/Rsn/Cd') ?? texts.get('RtrInf/Rsn/Prtry') ?? texts.get('RtrInf/AddtlInf'),
    counterparty: Object.keys(counterparty).length === 0 ? undefined : counterparty,
    text: texts.get('RmtInf/Ustrd') ?? texts.get('RmtInf/Strd/CdtrRefInf/Ref') ?? texts.get('AddtlTxInf'),
  });
}

/** The batch that all parts name alike, where the bank does not say it above them. */
function sharedFields(details: readonly CamtTexts[]): Partial<FoundLine> {
  const shared = (path: string) => {
    const values = new Set(details.map((detail) => detail.get(path)));
    return values.size === 1 ? details[0]?.get(path) : undefined;
  };
  return optional({ paymentInformationId: shared('Refs/PmtInfId'), messageId: shared('Refs/MsgId') });
}

/** The signed amount of a part, seen from its entry's side. */
function partOf(texts: CamtTexts, entry: { readonly line: number; readonly side: Side }): CamtAmount | undefined {
  const found = amountOf(texts, 'Amt', entry.line) ?? amountOf(texts, 'AmtDtls/TxAmt/Amt', entry.line);
  if (found === undefined) return undefined;
  const indicator = texts.get('CdtDbtInd');
  const isOpposite = indicator !== undefined && sideOf(indicator, entry.line) !== entry.side;
  return isOpposite ? { ...found, units: -found.units } : found;
}

/** The amount at a path with its `Ccy`; `undefined` when there is none. */
export function amountOf(texts: CamtTexts, path: string, line: number): CamtAmount | undefined {
  const text = texts.get(path);
  if (text === undefined) return undefined;
  const units = parsePlainAmount(text);
  if (units === undefined)
    throw unreadable('malformed_amount', 'An amount is no plain decimal number.', { line, value: text });
  const code = texts.get(`${path}@Ccy`) ?? '';
  const currency = parseCurrency(code);
  if (currency === undefined)
    throw unreadable('unknown_currency', `${code} is no currency of ISO 4217.`, { line, value: code });
  return { units, currency };
}

export function sideOf(indicator: string | undefined, line: number): Side {
  if (indicator === 'CRDT') return 'credit';
  if (indicator === 'DBIT') return 'debit';
  throw unreadable('no_side', 'An amount is neither CRDT nor DBIT.', { line, value: indicator ?? '' });
}

/** The day of a `Dt` or `DtTm` below a path, as the bank writes it. */
export function dayOf(texts: CamtTexts, path: string, line: number): BankDay | undefined {
  const text = texts.get(`${path}/Dt`) ?? texts.get(`${path}/DtTm`)?.slice(0, 10);
  if (text === undefined) return undefined;
  const day = parseBankDay(text);
  if (day === undefined)
    throw unreadable('malformed_date', `${text} is a day that no calendar has.`, { line, value: text });
  return day;
}

const provided = (reference: string | undefined) => (reference === 'NOTPROVIDED' ? undefined : reference);
const opposite = (side: Side): Side => (side === 'credit' ? 'debit' : 'credit');

/** The fields that are there. */
function optional<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(present) as { [Name in keyof Fields]?: NonNullable<Fields[Name]> };
}
