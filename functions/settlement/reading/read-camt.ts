import { type Currency, parseCurrency } from '#kernel/money/currency';
import { parsePlainAmount } from '#settlement/bank-amount';
import { amountOf, type CamtTexts, dayOf, readEntry, sideOf } from '#settlement/reading/camt-entry';
import { parseXml } from '#settlement/reading/parse-xml';
import type { BookedBalance, ControlTotal, StatementPart, StatementParts } from '#settlement/statement';
import { type StatementBuilder, statementBuilder } from '#settlement/statement-builder';
import { unreadable } from '#settlement/unreadable';

const NAMESPACE = /^urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(02|04|08)$/;
const STATEMENT = '/Document/BkToCstmrStmt/Stmt';
const ENTRY = `${STATEMENT}/Ntry`;
const DETAIL = `${ENTRY}/NtryDtls/TxDtls`;
const BALANCE = `${STATEMENT}/Bal`;
/** A booking with more parts than this is refused rather than held in memory. */
const DETAILS_MAX = 100_000;
const OBSTACLES_MAX = 10;

interface Balance {
  readonly code: string;
  readonly currency: Currency;
  readonly balance: BookedBalance;
}

/** A statement while it is being read. */
interface OpenStatement {
  readonly line: number;
  readonly builder: StatementBuilder;
  readonly texts: CamtTexts;
  readonly balances: Balance[];
  readonly obstacles: string[];
  notBooked: number;
}

/**
 * Reads camt.053 of the versions .02, .04 and .08 as a stream, told apart by namespace; every `Stmt` of a message is a statement.
 * Throws `UnreadableFile`, which names the line.
 */
export async function* readCamt(text: AsyncIterable<string>): StatementParts {
  const parts: StatementPart[] = [];
  let path = '';
  let scope: { readonly path: string; readonly texts: CamtTexts; readonly line: number } | undefined;
  let entry: { readonly line: number; readonly texts: CamtTexts; readonly details: CamtTexts[] } | undefined;
  let statement: OpenStatement | undefined;
  let statements = 0;

  const open = (name: string, line: number) => {
    if (path === STATEMENT) {
      statement = { line, builder: statementBuilder(), texts: new Map(), balances: [], obstacles: [], notBooked: 0 };
      scope = { path, texts: statement.texts, line };
    } else if (path === ENTRY) {
      entry = { line, texts: new Map(), details: [] };
      scope = { path, texts: entry.texts, line };
    } else if (path === DETAIL && entry !== undefined) {
      if (entry.details.length === DETAILS_MAX)
        throw unreadable('too_many_details', `An entry has more than ${DETAILS_MAX} parts.`, { line });
      const detail: CamtTexts = new Map();
      entry.details.push(detail);
      scope = { path, texts: detail, line };
    } else if (path === BALANCE) scope = { path, texts: new Map(), line };
    else if (name === 'Ntfctn' || name === 'Rpt')
      throw unreadable('not_a_statement', 'Only statements (camt.053) have booked balances; drop the statement.', {
        line,
      });
  };

  const close = () => {
    if (statement === undefined) return;
    if (path === DETAIL) scope = entry && { path: ENTRY, texts: entry.texts, line: entry.line };
    else if (path === BALANCE) {
      if (scope !== undefined) statement.balances.push(balanceOf(scope.texts, scope.line));
      scope = { path: STATEMENT, texts: statement.texts, line: statement.line };
    } else if (path === ENTRY && entry !== undefined) {
      const reading = readEntry(entry);
      if (reading.kind === 'not-booked') statement.notBooked += 1;
      else if (reading.currency !== currencyOf(statement))
        statement.obstacles.push(`its entry at line ${entry.line} is in ${reading.currency}`);
      else for (const line of statement.builder.add(reading, reading.lines)) parts.push({ kind: 'line', line });
      entry = undefined;
      scope = { path: STATEMENT, texts: statement.texts, line: statement.line };
    } else if (path === STATEMENT) {
      parts.push({ kind: 'statement', statement: finished(statement) });
      statements += 1;
      statement = undefined;
      scope = undefined;
    }
  };

  for await (const _ of parseXml(text, {
    open({ name, namespace, attribute, line }) {
      path += `/${name}`;
      if (path === `/${name}`) requireNamespace(name, namespace, line);
      open(name, line);
      const currency = attribute('Ccy');
      if (scope !== undefined && currency !== undefined) keep(scope, `${below(scope.path, path)}@Ccy`, currency);
    },
    close(_name, own) {
      if (scope !== undefined && own !== '') keep(scope, below(scope.path, path), own);
      close();
      path = path.slice(0, path.lastIndexOf('/'));
    },
  })) {
    if (parts.length > 0) yield parts.splice(0);
  }
  if (statements === 0) throw unreadable('no_statement', 'The message has no statement (Stmt).');
}

function requireNamespace(name: string, namespace: string, line: number): void {
  if (name === 'Document' && NAMESPACE.test(namespace)) return;
  const message = `The document is ${name} of ${JSON.stringify(namespace)}; camt.053.001.02, .04 and .08 are read.`;
  throw unreadable('unknown_namespace', message, { line, value: namespace });
}

/** Free text comes in lines of 140 characters that belong together; of anything else the first counts. */
function keep({ texts }: { readonly texts: CamtTexts }, path: string, text: string): void {
  const before = texts.get(path);
  if (before === undefined) texts.set(path, text);
  else if (path === 'RmtInf/Ustrd' && before.length < 2000) texts.set(path, `${before} ${text}`);
}

function balanceOf(texts: CamtTexts, line: number): Balance {
  const amount = amountOf(texts, 'Amt', line);
  const on = dayOf(texts, 'Dt', line);
  if (amount === undefined || on === undefined)
    throw unreadable('no_amount', 'A balance has no amount or no date.', { line });
  const units = sideOf(texts.get('CdtDbtInd'), line) === 'credit' ? amount.units : -amount.units;
  const code = texts.get('Tp/CdOrPrtry/Cd') ?? texts.get('Tp/CdOrPrtry/Prtry') ?? '';
  return { code, currency: amount.currency, balance: { units, on } };
}

/** The account's currency, which version .02 and later may leave to the balances. */
function currencyOf({ texts, balances, line }: OpenStatement): Currency | undefined {
  const code = texts.get('Acct/Ccy');
  if (code === undefined) return openingOf(balances)?.currency;
  const currency = parseCurrency(code);
  if (currency === undefined)
    throw unreadable('unknown_currency', `${code} is no currency of ISO 4217.`, { line, value: code });
  return currency;
}

function finished(open: OpenStatement) {
  const { texts, balances, builder, notBooked, line } = open;
  const currency = currencyOf(open);
  const statementId = texts.get('Id');
  const accountAtBank = texts.get('Acct/Id/IBAN') ?? texts.get('Acct/Id/Othr/Id');
  if (currency === undefined) throw unreadable('no_currency', 'A statement does not say its currency.', { line });
  if (statementId === undefined || accountAtBank === undefined)
    throw unreadable('no_account', 'A statement has no id, or its account neither an IBAN nor an id.', { line });
  const opening = openingOf(balances);
  const closing = closingOf(balances);
  const sequence = Number(texts.get('ElctrncSeqNb') ?? texts.get('LglSeqNb') ?? Number.NaN);
  const strange = [opening, closing].flatMap((found) =>
    found === undefined || found.currency === currency
      ? []
      : [`its balance ${found.code} is in ${found.currency}, its account in ${currency}`],
  );
  return builder.finish({
    format: 'camt.053',
    statementId,
    accountAtBank,
    currency,
    ...(Number.isSafeInteger(sequence) && sequence > 0 && { sequence }),
    ...(opening !== undefined && { opening: opening.balance }),
    ...(closing !== undefined && { closing: closing.balance }),
    controls: controlsOf(texts, line),
    notBooked,
    obstacles: [...strange, ...open.obstacles.slice(0, OBSTACLES_MAX)],
    notes: [],
    sourceLine: line,
  });
}

/** The booked balance at the start: of the day, of the day before, or of the page. */
const openingOf = (balances: readonly Balance[]) =>
  ['OPBD', 'PRCD', 'ITBD']
    .map((wanted) => balances.find(({ code }) => code === wanted))
    .find((found) => found !== undefined);
const closingOf = (balances: readonly Balance[]) =>
  ['CLBD', 'ITBD']
    .map((wanted) => balances.findLast(({ code }) => code === wanted))
    .find((found) => found !== undefined);

function controlsOf(texts: CamtTexts, line: number): readonly ControlTotal[] {
  const sides = [
    ['TtlNtries', 'both'],
    ['TtlCdtNtries', 'credit'],
    ['TtlDbtNtries', 'debit'],
  ] as const;
  return sides.flatMap(([name, of]) => {
    const count = texts.get(`TxsSummry/${name}/NbOfNtries`);
    const sum = texts.get(`TxsSummry/${name}/Sum`);
    if (count === undefined && sum === undefined) return [];
    const units = sum === undefined ? undefined : parsePlainAmount(sum);
    if (sum !== undefined && units === undefined)
      throw unreadable('malformed_amount', `${name} is no plain decimal number.`, { line, value: sum });
    return [{ name, of, ...(count !== undefined && { count: Number(count) }), ...(units !== undefined && { units }) }];
  });
}

const below = (scope: string, path: string) => path.slice(scope.length + 1);
