import { describe, expect, it } from 'vitest';
import { createTokenizer, type TokenizerOptions } from '#reports/reading/tokenizer';

const CSV: TokenizerOptions = { delimiter: ',', quote: '"' };

function records(text: string, options: TokenizerOptions = CSV) {
  const tokenizer = createTokenizer(options);
  return [...tokenizer.push(text), ...tokenizer.end()];
}

const places = (text: string, options?: TokenizerOptions) =>
  records(text, options).map(({ line, cells }) => [line, ...cells]);

describe('the tokenizer', () => {
  it.each([
    ['LF', 'a,b\nc,d\n'],
    ['CRLF', 'a,b\r\nc,d\r\n'],
    ['CR', 'a,b\rc,d\r'],
    ['no line break at the end', 'a,b\nc,d'],
  ])('knows %s', (_, text) => {
    expect(places(text)).toEqual([
      [1, 'a', 'b'],
      [2, 'c', 'd'],
    ]);
  });

  it('a record starts at its physical line, whatever line breaks its cells have', () => {
    expect(places('a,"1\n2\r\n3",z\n"x\n\ny"\nend\n')).toEqual([
      [1, 'a', '1\n2\r\n3', 'z'],
      [4, 'x\n\ny'],
      [7, 'end'],
    ]);
  });

  it('a record has its own text where the delimiter alone parts its cells, and none where quotes do', () => {
    const found = records('a,b\r\n"c",d\ne,f');

    expect(found.map(({ text, delimiter }) => [text, delimiter])).toEqual([
      ['a,b', ','],
      [undefined, undefined],
      ['e,f', ','],
    ]);
  });

  it('doubled quotes stand for one, and quotes inside a cell for themselves', () => {
    expect(places('"say ""hi""",7" mix,""\n')).toEqual([[1, 'say "hi"', '7" mix', '']]);
  });

  it('without quoting a quote is a character', () => {
    expect(places('"a\tb"\n', { delimiter: '\t', quote: null })).toEqual([[1, '"a', 'b"']]);
  });

  it('blank lines are records of one empty cell', () => {
    expect(places('a\n\nb\n')).toEqual([
      [1, 'a'],
      [2, ''],
      [3, 'b'],
    ]);
  });

  it('a quote that never closes is a flaw of its record', () => {
    const [first, second] = records('a\n"b,c\nd');

    expect(first?.flaw).toBeUndefined();
    expect(second).toEqual({ line: 2, cells: ['b,c\nd'], flaw: { type: 'unclosed_quote', cell: 0, value: 'b,c\nd' } });
  });

  it('text after a closing quote is a flaw of its record', () => {
    expect(records('x,"a"b\n')[0]?.flaw).toEqual({ type: 'malformed_quote', cell: 1, value: 'ab' });
  });

  it('a NUL byte is a flaw of its record alone', () => {
    const [first, second] = records('a,b\0c\nd,e\n');

    expect(first?.flaw).toEqual({ type: 'nul_byte', cell: 1, value: 'b\0c' });
    expect(second?.flaw).toBeUndefined();
  });

  it('a record of the longest length is read, one character more is refused with its line', () => {
    const options = { ...CSV, recordCharactersMax: 10 };
    const tokenizer = createTokenizer(options);

    expect(tokenizer.push('ab\n0123456789')).toHaveLength(1);
    expect(() => tokenizer.push('x')).toThrow(/Line 2: has a line that is too long/);
  });
});
