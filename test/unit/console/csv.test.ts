import fc from 'fast-check';
import papaparse from 'papaparse';
import { describe, expect, it } from 'vitest';
import { csvText, neutralised } from '#console/table/csv.ts';

describe('an export', () => {
  it.each(['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '＝1', '|cmd', '%0A=1'])(
    'shows %j and never runs it',
    (cell) => {
      expect(neutralised(cell)).toBe(`'${cell}`);
    },
  );

  it.each(['12.34', '-12.34', '0', 'Blue Train', 'a=b', ''])('leaves %j as it is', (cell) => {
    expect(neutralised(cell)).toBe(cell);
  });

  it('reads back cell by cell, whatever is in them', () => {
    const text = fc.string().map((cell) => `x${cell}`);
    const rows = fc.array(fc.tuple(text, text), { minLength: 1 });

    fc.assert(
      fc.property(rows, (cells) => {
        const read = papaparse.parse<string[]>(csvText(['a', 'b'], cells).slice(0, -'\r\n'.length), {
          newline: '\r\n',
        });
        expect(read.data).toEqual([['a', 'b'], ...cells]);
      }),
    );
  });
});
