import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_PAGE, isWhole, type PageChain, pageOf, pagesKept, rowsOf, withPage } from '#console/table/page-chain.ts';

/** A list as an API would page it: so many rows in each page. */
const chainOf = (sizes: readonly number[]): PageChain =>
  sizes.reduce(
    (chain, rows, place) =>
      withPage(chain, place, { rows, nextCursor: place === sizes.length - 1 ? null : `c${place + 1}` }),
    FIRST_PAGE,
  );
const pageSizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 });

describe('pages that name each other', () => {
  it('give every row its page, whatever the sizes of pages are', () => {
    fc.assert(
      fc.property(pageSizes, (sizes) => {
        const chain = chainOf(sizes);

        const found = sizes.flatMap((rows, place) => Array.from({ length: rows }, () => place));

        expect(found.map((_, row) => pageOf(chain, row))).toEqual(found);
        expect(rowsOf(chain)).toBe(found.length);
        expect(isWhole(chain)).toBe(true);
      }),
    );
  });

  it('are not all there as long as the last one names another', () => {
    const chain = withPage(FIRST_PAGE, 0, { rows: 500, nextCursor: 'c1' });

    expect(rowsOf(chain)).toBe(500);
    expect(isWhole(chain)).toBe(false);
  });

  it('read again as before change nothing, so nothing is drawn again', () => {
    const chain = chainOf([5, 5, 2]);

    expect(withPage(chain, 1, { rows: 5, nextCursor: 'c2' })).toBe(chain);
  });

  it('start anew behind a first page that has changed', () => {
    const chain = withPage(chainOf([5, 5, 2]), 0, { rows: 5, nextCursor: 'later' });

    expect(chain.map(({ cursor, start }) => [cursor, start])).toEqual([
      ['', 0],
      ['later', 5],
    ]);
  });

  it('are kept around what is seen, and no others', () => {
    fc.assert(
      fc.property(pageSizes, fc.nat(), fc.nat(40), (sizes, at, length) => {
        const chain = chainOf(sizes);
        const first = at % rowsOf(chain);
        const last = Math.min(first + length, rowsOf(chain) - 1);

        const kept = pagesKept(chain, { first, last, ahead: 2 });

        expect(kept).toContain(pageOf(chain, first));
        expect(kept).toContain(pageOf(chain, last));
        expect(kept.length).toBeLessThanOrEqual(pageOf(chain, last) - pageOf(chain, first) + 4);
        expect(kept.every((place) => place >= 0 && place < sizes.length)).toBe(true);
      }),
    );
  });
});
