import { formatUnits, type Units } from '#kernel/money/units';
import { type AccountId, accountOf } from '#ledger/account';
import type { AccountKindName } from '#ledger/chart-of-accounts';
import type { JournalTransaction } from '#ledger/journal-transaction';
import { movementsOf } from '#ledger/movement';

export const EXPORT_FORMATS = ['hledger', 'beancount', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How the journal reads in another tool's text. */
export interface JournalText {
  readonly contentType: string;
  readonly extension: string;
  /** What comes first: the accounts, none of which is used undeclared. `since` is the day of the earliest transaction. */
  head(accounts: readonly AccountId[], since: string): string;
  transaction(transaction: Header): string;
}

type Header = Omit<JournalTransaction, 'states'>;

/** One line of a transaction in another tool: debits above zero, credits below. */
interface Line {
  readonly account: AccountId;
  readonly amount: Units;
}

/** Debits and credits of each account, each a line of its own, in the order of the accounts. */
function linesOf(transaction: Header): readonly Line[] {
  return movementsOf(transaction).flatMap(({ account, debit, credit }) => [
    ...(debit === 0n ? [] : [{ account, amount: debit }]),
    ...(credit === 0n ? [] : [{ account, amount: -credit }]),
  ]);
}

const dayOf = ({ effectiveAt }: Header) => effectiveAt.slice(0, 10);
const currencyOf = (account: AccountId) => accountOf(account).currency;
const distinct = (texts: readonly string[]) => [...new Set(texts)].sort();
/** A text that stays on its line. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** What an auditor follows back: by name, in the comments or metadata of the tool. */
function referencesOf(transaction: Header): readonly (readonly [name: string, value: string])[] {
  const { source, reversalOf, supersedes, parentId } = transaction;
  return [
    ['recorded_at', transaction.recordedAt],
    ['source', `${source.type}/${source.id}`],
    ['content_hash', transaction.contentHash],
    ...(reversalOf === undefined ? [] : [['reversal_of', reversalOf] as const]),
    ...(supersedes === undefined ? [] : [['supersedes', supersedes] as const]),
    ...(parentId === undefined ? [] : [['parent', parentId] as const]),
  ];
}

/** hledger and ledger-cli: account paths as they are, the effective day, commodities declared with their ten decimals. */
const HLEDGER: JournalText = {
  contentType: 'text/plain; charset=utf-8',
  extension: 'journal',
  head(accounts) {
    const currencies = distinct(accounts.map(currencyOf)).map((currency) => `commodity ${currency} 1000.0000000000`);
    return [...currencies, ...distinct(accounts).map((account) => `account ${account}`), '', ''].join('\n');
  },
  transaction(transaction) {
    const { id, kind, note } = transaction;
    const description = oneLine(`${kind} ${note ?? ''}`).replaceAll(';', ',');
    const references = referencesOf(transaction).map(([name, value]) => `    ; ${name}: ${oneLine(value)}`);
    const lines = linesOf(transaction).map(
      ({ account, amount }) => `    ${account}  ${currencyOf(account)} ${formatUnits(amount)}`,
    );
    return `${[`${dayOf(transaction)} * (${id}) ${description}`, ...references, ...lines].join('\n')}\n\n`;
  },
};

/** Where beancount's five roots see an account; what is not listed stands by its normal side. */
const ROOTS: Partial<Record<AccountKindName, string>> = {
  commission: 'Income',
  gains: 'Income',
  fees: 'Expenses',
  fx: 'Equity',
  suspense: 'Equity',
};

/** Beancount: names of letters, digits and hyphens under five roots; the path as we know it is the account's metadata. */
const BEANCOUNT: JournalText = {
  contentType: 'text/plain; charset=utf-8',
  extension: 'beancount',
  head(accounts, since) {
    const opened = distinct(accounts).map((account) => {
      const name = beancountName(account as AccountId);
      return `${since} open ${name} ${currencyOf(account as AccountId)}\n  account: ${quoted(account)}`;
    });
    return [...opened, '', ''].join('\n');
  },
  transaction(transaction) {
    const { id, kind, note } = transaction;
    const references = [['transaction_id', id] as const, ...referencesOf(transaction)];
    const lines = linesOf(transaction).map(
      ({ account, amount }) => `  ${beancountName(account)}  ${formatUnits(amount)} ${currencyOf(account)}`,
    );
    return `${[
      `${dayOf(transaction)} * ${quoted(kind)} ${quoted(note ?? '')}`,
      ...references.map(([name, value]) => `  ${name}: ${quoted(value)}`),
      ...lines,
    ].join('\n')}\n\n`;
  },
};

const quoted = (text: string) => `"${oneLine(text).replace(/["\\]/g, '\\$&')}"`;

/** The account under its root, another name for every other account: what beancount's names cannot hold is `-` and its byte. */
export function beancountName(account: AccountId): string {
  const { kind } = accountOf(account);
  const root = ROOTS[kind.kind as AccountKindName] ?? (kind.normalSide === 'debit' ? 'Assets' : 'Liabilities');
  const [first = '', ...rest] = account.split(':');
  return [root, first.charAt(0).toUpperCase() + first.slice(1), ...rest.map(beancountSegment)].join(':');
}

function beancountSegment(segment: string): string {
  const plain = segment.replace(/[^A-Za-z0-9]/g, (character) =>
    [...Buffer.from(character, 'utf8')].map((byte) => `-${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
  // Every component begins with a capital or a digit; `X-` before a small letter or a hyphen is no escape of a byte.
  return /^[A-Z0-9]/.test(plain) ? plain : `X-${plain}`;
}

const COLUMNS =
  'transaction_id,effective_at,recorded_at,kind,account,currency,debit,credit,source_type,source_id,reversal_of,supersedes,parent_id,note,content_hash';

/** One row for each line of a transaction, RFC 4180. */
const CSV: JournalText = {
  contentType: 'text/csv; charset=utf-8',
  extension: 'csv',
  head: () => `${COLUMNS}\r\n`,
  transaction(transaction) {
    const { id, effectiveAt, recordedAt, kind, source, reversalOf, supersedes, parentId, note, contentHash } =
      transaction;
    return linesOf(transaction)
      .map(({ account, amount }) => {
        const sides = amount > 0n ? [formatUnits(amount), ''] : ['', formatUnits(-amount)];
        const before = [id, effectiveAt, recordedAt, kind, account, currencyOf(account), ...sides];
        const after = [source.type, source.id, reversalOf, supersedes, parentId, note, contentHash];
        return `${[...before, ...after].map(csvField).join(',')}\r\n`;
      })
      .join('');
  },
};

function csvField(text = ''): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const JOURNAL_TEXTS: Readonly<Record<ExportFormat, JournalText>> = {
  hledger: HLEDGER,
  beancount: BEANCOUNT,
  csv: CSV,
};
