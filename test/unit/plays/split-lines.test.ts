import { describe, expect, it } from 'vitest';
import { splitLines } from '#plays/split-lines';

async function linesOf(chunks: readonly string[], bytesMax = 100) {
  const bytes = async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
  };
  const lines: [number, string, boolean][] = [];
  for await (const batch of splitLines(bytes(), bytesMax))
    for (const { line, bytes: text, isTooLong } of batch)
      lines.push([line, Buffer.from(text).toString('latin1'), isTooLong]);
  return lines;
}

describe('the lines of a file', () => {
  it('are counted as they stand, blank ones left out, wherever the chunks are cut', async () => {
    const expected = [
      [1, 'a', false],
      [4, 'b\r', false],
      [5, 'c', false],
    ];

    expect(await linesOf(['a\n\n \t\r\nb\r\nc'])).toEqual(expected);
    expect(await linesOf('a\n\n \t\r\nb\r\nc'.split(''))).toEqual(expected);
    expect(await linesOf(['a\n\n \t\r\nb\r\nc\n'])).toEqual(expected);
  });

  it('begin after a byte order mark', async () => {
    expect(await linesOf(['\u00ef\u00bb', '\u00bfa\nb'])).toEqual([
      [1, 'a', false],
      [2, 'b', false],
    ]);
  });

  it('that are too long are passed over to their end; the border is a line of just so many bytes', async () => {
    const [whole, long] = ['x'.repeat(100), 'y'.repeat(101)];

    expect(await linesOf([whole, '\n', long, '\nz'])).toEqual([
      [1, whole, false],
      [2, long, true],
      [3, 'z', false],
    ]);
    expect(await linesOf(Array.from({ length: 50_000 }, () => 'long'))).toMatchObject([[1, expect.anything(), true]]);
  });

  it('are none in nothing', async () => {
    expect(await linesOf([])).toEqual([]);
    expect(await linesOf(['', '\n', ' '])).toEqual([]);
  });
});
