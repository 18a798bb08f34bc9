import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCsv } from '#kernel/csv/csv-records';
import { decodeText } from '#kernel/csv/decode-text';
import { bytesOf, collect } from '#test/support/bytes';

const cell = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ',', '"', '\n', '\r', ' ', ';'), maxLength: 6 });
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });

function written(rows: readonly (readonly string[])[], lineEnd: string): string {
  return rows.map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')).join(lineEnd);
}

it('any table that is written as RFC 4180 says is read back, however its bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.integer({ min: 1, max: 9 }),
      async (rows, lineEnd, pieceBytes) => {
        const records = await collect(readCsv(decodeText(bytesOf(written(rows, lineEnd), pieceBytes))));

        expect(records.flat().map(({ cells }) => cells)).toEqual(rows);
      },
    ),
    { numRuns: 300 },
  );
});

it('any record starts on the line where its first character stands', async () => {
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, pieceBytes) => {
      const text = written(rows, '\n');

      const records = await collect(readCsv(decodeText(bytesOf(text, pieceBytes))));

      const lines = rows.map((_, index) => {
        const before = written(rows.slice(0, index), '\n');
        return index === 0 ? 1 : before.split(/\r\n|\n|\r/).length + 1;
      });
      expect(records.flat().map(({ line }) => line)).toEqual(lines);
    }),
    { numRuns: 300 },
  );
});
