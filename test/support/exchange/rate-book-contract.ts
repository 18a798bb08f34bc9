import { beforeEach, describe, expect, it } from 'vitest';
import type { RateBook } from '#exchange/rate-book';
import { aCurrency, aRate } from '#test/support/exchange/rate-memory';

const [USD, EUR] = [aCurrency('USD'), aCurrency('EUR')];

/** What every book of rates promises, whatever it stands on. */
export function describeRateBook(name: string, makeBook: () => Promise<RateBook>): void {
  describe(`${name} keeps the contract of RateBook`, () => {
    let book: RateBook;
    beforeEach(async () => {
      book = await makeBook();
    });

    it('answers the highest version of the day asked for, and nothing for another day or the pair the other way', async () => {
      await book.add([aRate('USD/EUR', '2025-05-01', '0.92')]);
      await book.add([aRate('USD/EUR', '2025-05-01', '0.93', 2), aRate('USD/EUR', '2025-05-02', '0.94')]);

      const asked = ['2025-04-30', '2025-05-01', '2025-05-02'].map((date) => ({ base: USD, quote: EUR, date }));
      expect((await book.inForce(asked)).map((rate) => rate?.rate)).toEqual([undefined, '0.93', '0.94']);
      expect(await book.inForce([{ base: EUR, quote: USD, date: '2025-05-01' }])).toEqual([undefined]);
      expect(await book.inForce(asked.slice(1, 2))).toEqual([aRate('USD/EUR', '2025-05-01', '0.93', 2)]);
    });

    it('answers the latest day up to the one asked for', async () => {
      await book.add([aRate('USD/EUR', '2025-05-01', '0.92'), aRate('USD/EUR', '2025-05-03', '0.94')]);
      const latest = async (date: string) => (await book.latest({ base: USD, quote: EUR, date }))?.date;

      expect(await latest('2025-04-30')).toBeUndefined();
      expect(await latest('2025-05-02')).toBe('2025-05-01');
      expect(await latest('2025-05-03')).toBe('2025-05-03');
    });

    it('adds all or none, and never over a version that stands', async () => {
      await book.add([aRate('USD/EUR', '2025-05-01', '0.92')]);

      const outcome = await book.add([aRate('USD/EUR', '2025-05-02', '0.9'), aRate('USD/EUR', '2025-05-01', '0.5')]);

      expect(outcome).toBe('lost-race');
      const asked = ['2025-05-01', '2025-05-02'].map((date) => ({ base: USD, quote: EUR, date }));
      expect((await book.inForce(asked)).map((rate) => rate?.rate)).toEqual(['0.92', undefined]);
    });
  });
}
