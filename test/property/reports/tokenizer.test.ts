import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { separatorOf, textOf } from '#reports/reading/raw-record';
import { createTokenizer } from '#reports/reading/tokenizer';

const cell = fc.string({
  unit: fc.constantFrom('a', 'é', '😀', '"', ',', ';', '\t', '\n', '\r\n', ' ', "'"),
  maxLength: 6,
});
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 });
const delimiter = fc.constantFrom(',', ';', '\t', '|');
/** A cell's own line breaks are LF and CRLF, so files that end their records by CR are left to the unit tests. */
const newline = fc.constantFrom('\n', '\r\n');

function tokenized(text: string, delimiter: string, pieceLength = text.length) {
  const tokenizer = createTokenizer({ delimiter, quote: '"' });
  const records = [];
  for (let at = 0; at < text.length; at += pieceLength)
    records.push(...tokenizer.push(text.slice(at, at + pieceLength)));
  return [...records, ...tokenizer.end()];
}

describe('the tokenizer', () => {
  it('reads any CSV as papaparse does', () => {
    fc.assert(
      fc.property(table, delimiter, newline, fc.boolean(), (rows, separator, lineBreak, endsInBreak) => {
        const text = Papa.unparse(rows, { delimiter: separator, newline: lineBreak }) + (endsInBreak ? lineBreak : '');

        const theirs = Papa.parse<string[]>(text, { delimiter: separator, newline: lineBreak }).data;
        const ours = tokenized(text, separator).map((record) => record.cells);

        const isTrailing = text.endsWith(lineBreak) && theirs.at(-1)?.length === 1 && theirs.at(-1)?.[0] === '';
        expect(ours).toEqual(isTrailing || text === '' ? theirs.slice(0, -1) : theirs);
      }),
      { numRuns: 500 },
    );
  });

  it('a record’s text, cut at its separator, is its cells, quoted or not', () => {
    fc.assert(
      fc.property(table, delimiter, newline, fc.boolean(), (rows, separator, lineBreak, quotes) => {
        const text = Papa.unparse(rows, { delimiter: separator, newline: lineBreak, quotes });

        for (const record of tokenized(text, separator)) {
          expect(textOf(record).split(separatorOf(record))).toEqual(record.cells);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads back what was written, each record at its line', () => {
    fc.assert(
      fc.property(table, delimiter, newline, (rows, separator, lineBreak) => {
        const quoted = rows.map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(separator));
        const records = tokenized(quoted.join(lineBreak), separator);

        expect(records.map((record) => record.cells)).toEqual(rows);
        let line = 1;
        for (const [index, record] of records.entries()) {
          expect(record.line).toBe(line);
          line += (quoted[index] ?? '').split('\n').length;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same records wherever the text is cut', () => {
    fc.assert(
      fc.property(table, newline, fc.integer({ min: 1, max: 7 }), (rows, lineBreak, pieceLength) => {
        const text = Papa.unparse(rows, { newline: lineBreak }) + lineBreak;

        expect(tokenized(text, ',', pieceLength)).toEqual(tokenized(text, ','));
      }),
      { numRuns: 300 },
    );
  });

  it('never throws and never loses a character outside line breaks, quotes and delimiters', () => {
    const anything = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '\0', ' '), maxLength: 40 });
    const kept = (text: string) => text.replace(/[",\n\r]/g, '');

    fc.assert(
      fc.property(anything, (text) => {
        const cells = tokenized(text, ',').flatMap((record) => record.cells);

        expect(kept(cells.join(''))).toBe(kept(text));
      }),
      { numRuns: 1000 },
    );
  });
});
