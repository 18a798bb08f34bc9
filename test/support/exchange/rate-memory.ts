import { type RateBook, rateName, type StoredRate } from '#exchange/rate-book';
import { assertThat } from '#kernel/errors';
import { type Currency, parseCurrency } from '#kernel/money/currency';
import type { Instant } from '#kernel/time/clock';

/** The book of rates in memory, under the same contract as the one in DynamoDB. */
export function memoryRateBook(): RateBook & { readonly all: () => readonly StoredRate[] } {
  const stored = new Map<string, StoredRate>();
  const newest = (found: readonly StoredRate[]) =>
    found.toSorted((left, right) => (place(left) < place(right) ? -1 : 1)).at(-1);
  return {
    all: () => [...stored.values()],
    inForce: async (asked) =>
      asked.map((one) => newest([...stored.values()].filter((rate) => rateName(rate) === rateName(one)))),
    latest: async ({ base, quote, date }) =>
      newest([...stored.values()].filter((rate) => rate.base === base && rate.quote === quote && rate.date <= date)),
    add: async (rates) => {
      if (rates.some((rate) => stored.has(place(rate)))) return 'lost-race';
      for (const rate of rates) stored.set(place(rate), rate);
      return 'added';
    },
  };
}

function place(rate: StoredRate): string {
  return `${rate.base}${rate.quote} ${rate.date} ${String(rate.version).padStart(6, '0')}`;
}

/** A currency of that code, or a failed test. */
export function aCurrency(code: string): Currency {
  const currency = parseCurrency(code);
  assertThat(currency !== undefined, `${code} is no currency`);
  return currency;
}

/** A stored rate that shows only what matters, such as `aRate('USD/EUR', '2025-05-01', '0.926')`. */
export function aRate(pair: string, date: string, rate: string, version = 1): StoredRate {
  const [base = '', quote = ''] = pair.split('/');
  const droppedAt = `${date}T12:00:00.000Z` as Instant;
  return { base: aCurrency(base), quote: aCurrency(quote), date, rate, version, dropId: 'd_1', droppedAt };
}
