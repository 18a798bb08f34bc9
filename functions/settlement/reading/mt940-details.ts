import type { StatementLine } from '#settlement/statement';

type Details = Pick<StatementLine, 'endToEndId' | 'bankReference' | 'returnReason' | 'counterparty' | 'text'>;

/** `NNN?00…?20…`, or with `>` as the Dutch dialect has it. */
const SUBFIELDS = /^(\d{3})(?=([?>])\d{2})/;
const PLUS_WORD = /(EREF|KREF|MREF|PREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|PURP|BIC|IBAN)\+/g;
const SLASH_WORD =
  /\/(EREF|PREF|KREF|MARF|CSID|REMI|BENM|ORDP|RTRN|TRTP|ISDT|CNTP|NAME|ADDR|IBAN|BIC|ID|PURP|ULTC|ULTD|OCMT|CHGS)\//g;
/** German transaction codes that say: a direct debit, a collection, a credit transfer came back. */
const RETURN_CODES: ReadonlySet<string> = new Set(['108', '109', '159']);
const NOT_PROVIDED: ReadonlySet<string> = new Set(['', 'NOTPROVIDED', 'NONREF']);

/** What `:86:` says, in whichever dialect; banks break words over lines, so the lines are joined without a gap. */
export function readDetails(lines: readonly string[]): Details {
  const joined = lines.join('');
  const coded = SUBFIELDS.exec(joined);
  if (coded !== null) return subfieldDetails(joined.slice(3), coded[2] ?? '?', coded[1] ?? '');
  const words = wordsOf(joined, SLASH_WORD);
  if (words.size > 0) return slashDetails(words, joined);
  return joined.trim() === '' ? {} : { text: joined.trim() };
}

function subfieldDetails(body: string, separator: string, code: string): Details {
  const fields = new Map<string, string>();
  for (const [, number = '', value = ''] of body.matchAll(separator === '?' ? /\?(\d{2})([^?]*)/g : />(\d{2})([^>]*)/g))
    fields.set(number, value);
  const purpose = [...range(20, 29), ...range(60, 63)].map((number) => fields.get(number) ?? '').join('');
  const words = wordsOf(purpose, PLUS_WORD);
  const text = words.get('SVWZ') ?? purpose;
  const reason = fields.get('34');
  const name = `${fields.get('32') ?? ''}${fields.get('33') ?? ''}`;
  return {
    ...named('endToEndId', words.get('EREF')),
    ...named('bankReference', words.get('KREF')),
    ...named('text', text),
    ...(RETURN_CODES.has(code) && { returnReason: reason === undefined ? `GVC ${code}` : `GVC ${code}/${reason}` }),
    ...counterpartyOf(name, fields.get('31')),
  };
}

function slashDetails(words: ReadonlyMap<string, string>, whole: string): Details {
  return {
    ...named('endToEndId', words.get('EREF')),
    ...named('bankReference', words.get('PREF')),
    ...named('returnReason', words.get('RTRN')),
    ...named('text', words.get('REMI') ?? whole),
    ...counterpartyOf(words.get('NAME') ?? '', words.get('IBAN')),
  };
}

/** What follows each word up to the next one; of a repeated word the first. */
function wordsOf(text: string, word: RegExp): ReadonlyMap<string, string> {
  const marks = [...text.matchAll(word)];
  const words = new Map<string, string>();
  marks.forEach((mark, index) => {
    const name = mark[1] ?? '';
    const value = text.slice(mark.index + mark[0].length, marks[index + 1]?.index ?? text.length).trim();
    if (!words.has(name)) words.set(name, value);
  });
  return words;
}

function counterpartyOf(name: string, account = ''): Pick<Details, 'counterparty'> {
  const counterparty = { ...named('name', name), ...named('account', account) };
  return Object.keys(counterparty).length === 0 ? {} : { counterparty };
}

function named<Name extends string>(name: Name, value: string | undefined): { [Key in Name]?: string } {
  const text = value?.trim() ?? '';
  return NOT_PROVIDED.has(text) ? {} : ({ [name]: text } as { [Key in Name]?: string });
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
