import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCsv } from '#kernel/csv/csv-records';
import { decodeText } from '#kernel/csv/decode-text';
import { issueLog } from '#kernel/csv/file-issue';
import { readTable } from '#kernel/csv/read-table';
import { bytesOf, collect } from '#test/support/bytes';

async function recordsOf(text: string, pieceLength = 3) {
  async function* pieces() {
    for (let start = 0; start < text.length; start += pieceLength) yield text.slice(start, start + pieceLength);
  }
  return (await collect(readCsv(pieces()))).flat();
}

async function textOf(content: string | Uint8Array, pieceBytes = 1, unpackedBytesMax?: number) {
  return (await collect(decodeText(bytesOf(content, pieceBytes), unpackedBytesMax))).join('');
}

const COLUMNS = { required: ['name', 'rate'], optional: ['note'] } as const;

async function tableOf(content: string | Uint8Array) {
  const log = issueLog(10);
  const rows = (await collect(readTable(bytesOf(content), COLUMNS, log))).flat();
  return { rows, log };
}

describe('CSV records', () => {
  it.each([
    ['LF', 'a,b\nc,d\n'],
    ['CRLF', 'a,b\r\nc,d\r\n'],
    ['CR', 'a,b\rc,d'],
    ['no last line end', 'a,b\nc,d'],
    ['blank lines between', 'a,b\nc,d\n'.replace('\n', '\n\n')],
  ])('end with %s', async (_, text) => {
    for (const pieceLength of [1, 2, 3, 100]) {
      const cells = (await recordsOf(text, pieceLength)).map((record) => record.cells);

      expect(cells).toEqual([
        ['a', 'b'],
        ['c', 'd'],
      ]);
    }
  });

  it('start on the physical line that they are told of, whatever lines a quoted cell holds', async () => {
    for (const pieceLength of [1, 2, 5, 100]) {
      const lines = (await recordsOf('h\r\n"a\r\nb\nc"\r\n\r\nlast', pieceLength)).map(({ line, cells }) => [
        line,
        cells,
      ]);

      expect(lines).toEqual([
        [1, ['h']],
        [2, ['a\r\nb\nc']],
        [6, ['last']],
      ]);
    }
  });

  it('keep quotes: doubled inside a quoted cell, plain inside another', async () => {
    const [record] = await recordsOf('"7"" mix",12" mix,"",x""y');

    expect(record?.cells).toEqual(['7" mix', '12" mix', '', 'x""y']);
  });

  it.each([
    ['"open,b\nc,d', 'line 1'],
    ['a\n"b"c,d', 'line 2'],
  ])('with broken quotes name the line: %j', async (text, line) => {
    await expect(recordsOf(text)).rejects.toThrow(line);
  });
});

describe('the text of a file', () => {
  it('is read alike plain, with a byte order mark, in UTF-16 either way, and gzipped', async () => {
    const text = 'naïve,日本\n';
    const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const forms = [text, `\uFEFF${text}`, utf16, Buffer.from(utf16).swap16(), gzipSync(text), gzipSync(utf16)];

    const read = await Promise.all(forms.flatMap((form) => [textOf(form, 1), textOf(form, 1000)]));

    expect(new Set(read)).toEqual(new Set([text]));
  });

  it('of no bytes and of one byte is itself', async () => {
    expect([await textOf(''), await textOf('x')]).toEqual(['', 'x']);
  });

  it.each([
    ['latin1', Buffer.from([0x61, 0xe9, 0x62, 0x0a]), 'not_utf8'],
    ['a zip', Buffer.from('PK\u0003\u0004rest'), 'zip_archive'],
    ['a truncated gzip', gzipSync('a,b\n'.repeat(1000)).subarray(0, 30), 'broken_gzip'],
    ['a damaged gzip', Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 'broken_gzip'],
  ])('%s is refused with a reason', async (_, bytes, code) => {
    await expect(textOf(bytes)).rejects.toMatchObject({ name: 'UnreadableFile', issue: { code } });
  });

  it('that unpacks to one byte more than allowed is a bomb, and to the limit is not', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000, 0x61));

    await expect(textOf(bomb, 64, 99_999)).rejects.toMatchObject({ issue: { code: 'too_large' } });
    await expect(textOf(bomb, 64, 100_000)).resolves.toHaveLength(100_000);
  });
});

describe('a dropped table', () => {
  it('gives its cells by column, trimmed, in any order of columns and any case of the header', async () => {
    const { rows, log } = await tableOf('Rate, NAME\n 0.1 ,Ada\n');

    expect(rows).toEqual([{ line: 2, cells: { name: 'Ada', rate: '0.1', note: '' } }]);
    expect(log.count).toBe(0);
  });

  it.each([
    ['name\nAda', 'misses rate'],
    ['name,rate,nte\n', '"nte", which nothing reads'],
    ['name,rate,rate\n', 'repeats rate'],
    ['name;rate\n', 'separated by commas'],
  ])('with the header of %j is refused: %s', async (text, words) => {
    const { rows, log } = await tableOf(text);

    expect(rows).toEqual([]);
    expect(log.issues).toMatchObject([{ code: 'bad_header', line: 1, message: expect.stringContaining(words) }]);
  });

  it('names rows that are too narrow, too wide, or hold a control character, and goes on', async () => {
    const { rows, log } = await tableOf('name,rate\nAda\nBo,1,2\nC\0,1\nDee,1\n');

    expect(rows.map(({ cells }) => cells.name)).toEqual(['Dee']);
    expect(log.issues.map(({ code, line }) => [code, line])).toEqual([
      ['wrong_width', 2],
      ['wrong_width', 3],
      ['control_character', 4],
    ]);
  });

  it('of nothing but blank lines is empty', async () => {
    const { log } = await tableOf('\n\n');

    expect(log.issues).toMatchObject([{ code: 'empty_file' }]);
  });

  it('keeps the first issues and counts all of them', async () => {
    const { log } = await tableOf(`name,rate\n${'Ada\n'.repeat(12)}`);

    expect(log.issues).toHaveLength(10);
    expect(log.count).toBe(12);
  });

  it('cuts what it repeats of a very wide header, so that an answer fits a payload', async () => {
    const { log } = await tableOf(`${'x'.repeat(100_000)},y\n`);

    expect(JSON.stringify(log.issues).length).toBeLessThan(2000);
  });
});
