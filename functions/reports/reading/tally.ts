import { type Decimal, formatDecimal } from '#kernel/money/decimal';
import { powerOfTen } from '#kernel/money/power-of-ten';
import type { CurrencyTotal, ReportRow } from '#reports/report-row';

/** Sums per currency at the scales as they come, so that adding a row never rescales what is there. */
export interface CurrencySums {
  add(currency: string, amount: Decimal): void;
  totals(): readonly CurrencyTotal[];
  /** The sum over all currencies; meaningful where a file has one, as a footer without a currency implies. */
  sum(): Decimal;
}

interface Bucket {
  readonly byScale: bigint[];
  rows: number;
}

/** What a broken currency column can hold must not fill the memory. */
const CURRENCIES_MAX = 200;
const OTHER_CURRENCIES = 'other';

export function createCurrencySums(): CurrencySums {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (currency: string): Bucket => {
    const known = buckets.get(currency);
    if (known !== undefined) return known;
    if (buckets.size >= CURRENCIES_MAX && currency !== OTHER_CURRENCIES) return bucketOf(OTHER_CURRENCIES);
    const bucket: Bucket = { byScale: [], rows: 0 };
    buckets.set(currency, bucket);
    return bucket;
  };
  let last: { readonly currency: string; readonly bucket: Bucket } | undefined;
  return {
    add(currency, { digits, scale }) {
      // Nearly every row has the currency of the one before.
      if (last?.currency !== currency) last = { currency, bucket: bucketOf(currency) };
      const { bucket } = last;
      bucket.byScale[scale] = (bucket.byScale[scale] ?? 0n) + digits;
      bucket.rows += 1;
    },
    totals: () =>
      [...buckets]
        .map(([currency, bucket]) => ({ currency, amount: formatDecimal(sumOf([bucket])), rows: bucket.rows }))
        .sort((left, right) => (left.currency < right.currency ? -1 : 1)),
    sum: () => sumOf([...buckets.values()]),
  };
}

/** The buckets' sum at the largest scale that any amount had. */
function sumOf(buckets: readonly Bucket[]): Decimal {
  const scale = Math.max(0, ...buckets.map((bucket) => bucket.byScale.length - 1));
  let digits = 0n;
  for (const { byScale } of buckets) {
    for (const [at, part] of byScale.entries()) digits += (part ?? 0n) * powerOfTen(scale - at);
  }
  return { digits, scale };
}

/** One sum of plain numbers, for units. */
export function createNumberSum(): { add(amount: Decimal): void; sum(): Decimal } {
  const sums = createCurrencySums();
  return { add: (amount) => sums.add('', amount), sum: () => sums.sum() };
}

/** Counts and totals of rows, as they pass (R22). */
export function createRowTally() {
  const parsed = createCurrencySums();
  const payable = createCurrencySums();
  const counts = { data: 0, payable: 0, withoutAmount: 0, invalid: 0, filtered: new Map<string, number>() };
  let first = '';
  let last = '';
  return {
    add(row: ReportRow): void {
      counts.data += 1;
      if (row.amount === undefined) counts.withoutAmount += 1;
      else parsed.add(row.currency, row.amount);
      if (row.payable) {
        counts.payable += 1;
        if (row.amount !== undefined) payable.add(row.currency, row.amount);
      } else counts.filtered.set(row.filter, (counts.filtered.get(row.filter) ?? 0) + 1);
      if (row.errors.length > 0) counts.invalid += 1;
      if (row.salePeriod !== '') {
        if (first === '' || row.salePeriod < first) first = row.salePeriod;
        if (row.salePeriod > last) last = row.salePeriod;
      }
    },
    parsed,
    payable,
    counts,
    periods: () => ({ first, last }),
  };
}
