import { describe, expect, it } from 'vitest';
import type { RateBook } from '#exchange/rate-book';
import { resolveRate } from '#exchange/resolve-rate';
import { importRates } from '#exchange/steps/import-rates';
import { formatDecimal } from '#kernel/money/decimal';
import type { Instant } from '#kernel/time/clock';
import { type RatePolicy, STRICT_RATES } from '#ledger/exchange-ports';
import { describeRateBook } from '#test/support/exchange/rate-book-contract';
import { aCurrency, aRate, memoryRateBook } from '#test/support/exchange/rate-memory';

describeRateBook('the book in memory', async () => memoryRateBook());

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

const HEADER = 'date,base,quote,rate\n';
const drop = (book: RateBook, rows: string, id = 'd_1', day = '2025-05-02') =>
  importRates(
    { dropId: id, droppedAt: `${day}T08:00:00.000Z` as Instant },
    { book, bytes: async () => bytesOf(HEADER + rows) },
  );

describe('a dropped file of rates', () => {
  it('is in force whole, and changes nothing when it is dropped again, by bytes or by value', async () => {
    const book = memoryRateBook();

    const first = await drop(book, '2025-05-01,USD,EUR,0.9260\n2025-05-01,USD,INR,82.42135\n');
    const again = await drop(book, '2025-05-01,USD,EUR,0.926\n2025-05-01,USD,INR,82.42135\n', 'd_2', '2025-05-03');

    expect(first).toMatchObject({ kind: 'imported', counts: { created: 2, updated: 0 } });
    expect(again).toMatchObject({ kind: 'imported', counts: { created: 0, updated: 0, unchanged: 2 } });
    expect(book.all()).toHaveLength(2);
  });

  it('corrects a rate as a new version when it is later, and is left aside when a later one was faster', async () => {
    const book = memoryRateBook();
    await drop(book, '2025-05-01,USD,EUR,0.92\n');

    expect(await drop(book, '2025-05-01,USD,EUR,0.93\n', 'd_2', '2025-05-03')).toMatchObject({
      counts: { updated: 1 },
    });
    expect(await drop(book, '2025-05-01,USD,EUR,0.91\n', 'd_0', '2025-05-01')).toMatchObject({ counts: { stale: 1 } });

    expect(book.all().map(({ rate, version }) => [rate, version])).toEqual([
      ['0.92', 1],
      ['0.93', 2],
    ]);
  });

  it.each([
    ['2025-02-30,USD,EUR,0.9', 'bad_date'],
    ['01.05.2025,USD,EUR,0.9', 'bad_date'],
    ['2025-05-01,USX,EUR,0.9', 'unknown_currency'],
    ['2025-05-01,USD,USD,1', 'same_currency'],
    ['2025-05-01,USD,EUR,0', 'rate_not_positive'],
    ['2025-05-01,USD,EUR,-0.9', 'rate_not_positive'],
    ['2025-05-01,USD,EUR,"0,9"', 'bad_rate'],
    ['2025-05-01,USD,EUR,0.0000000000000000001', 'rate_too_fine'],
    ['2025-05-02,USD,EUR,0.91', 'conflicting_rate'],
  ])('is refused whole for %s, with its line', async (row, code) => {
    const book = memoryRateBook();

    const outcome = await drop(book, `2025-05-02,USD,EUR,0.92\n2025-05-02,USD,EUR,0.920\n${row}\n`);

    expect(outcome).toMatchObject({ kind: 'refused', errors: [{ code, line: 4 }] });
    expect(book.all()).toEqual([]);
  });

  it('goes on after a crash and after a lost race, and answers as it would have', async () => {
    const book = memoryRateBook();
    let attempts = 0;
    const racing: RateBook = {
      ...book,
      add: async (rates) => {
        attempts += 1;
        if (attempts === 1) return 'lost-race';
        const outcome = await book.add(rates);
        if (attempts === 2) throw new Error('died');
        return outcome;
      },
    };
    const rows = Array.from({ length: 150 }, (_, index) => `2025-05-01,USD,EUR,0.${index + 1}\n`);
    const file = rows
      .map((row, index) => row.replace('05-01', `0${(index % 9) + 1}-${10 + Math.floor(index / 9)}`))
      .join('');

    await expect(drop(racing, file)).rejects.toThrow('died');
    const outcome = await drop(racing, file);

    expect(outcome).toMatchObject({ kind: 'imported', counts: { created: 150, updated: 0, unchanged: 0 } });
    expect(book.all()).toHaveLength(150);
  });
});

describe('the rate of a pair and a day', () => {
  const ask = async (pair: string, date: string, policy: Partial<RatePolicy> = {}) => {
    const book = memoryRateBook();
    await book.add([aRate('USD/EUR', '2025-05-01', '0.8'), aRate('USD/EUR', '2025-05-04', '0.9')]);
    await book.add([aRate('USD/INR', '2025-05-01', '82.42135'), aRate('USD/EUR', '2025-05-01', '0.85', 2)]);
    const [base = '', quote = ''] = pair.split('/');
    const question = { base: aCurrency(base), quote: aCurrency(quote), date, policy: { ...STRICT_RATES, ...policy } };
    const answer = await resolveRate(book, question);
    return answer.kind === 'rate' ? [formatDecimal(answer.rate), answer.date, answer.source] : answer.reason;
  };

  it('is that very day’s, of the version in force, with its source', async () => {
    expect(await ask('USD/EUR', '2025-05-01')).toEqual(['0.85', '2025-05-01', 'USD/EUR of 2025-05-01, version 2, d_1']);
  });

  it('is missing otherwise, and the answer names pair and day', async () => {
    expect(await ask('USD/EUR', '2025-05-02')).toBe(
      'There is no rate USD/EUR of 2025-05-02 (no other day’s, no inverse, no cross rate); drop it under fx/',
    );
    expect(await ask('EUR/USD', '2025-05-01')).toContain('EUR/USD of 2025-05-01');
    expect(await ask('EUR/INR', '2025-05-01')).toContain('EUR/INR of 2025-05-01');
  });

  it('is as old as the policy admits, and not a day older', async () => {
    expect(await ask('USD/EUR', '2025-05-03', { maxAgeDays: 2 })).toEqual(await ask('USD/EUR', '2025-05-01'));
    expect(await ask('USD/EUR', '2025-05-03', { maxAgeDays: 1 })).toContain('at most 1 days old');
  });

  it('is the inverse or the product over another currency where the policy admits it, at 18 digits, half-even', async () => {
    const inverse = await ask('EUR/USD', '2025-05-01', { isInverseAllowed: true });
    const cross = await ask('EUR/INR', '2025-05-01', { isInverseAllowed: true, crossVia: aCurrency('USD') });

    expect(inverse).toEqual(['1.176470588235294118', '2025-05-01', 'inverse of USD/EUR of 2025-05-01, version 2, d_1']);
    expect(cross).toMatchObject(['96.966294117647058853', '2025-05-01', expect.stringContaining(' × USD/INR of')]);
  });
});
