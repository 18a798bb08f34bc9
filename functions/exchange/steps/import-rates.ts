import {
  RATES_AT_ONCE,
  type RateBook,
  type RateCounts,
  type RateDrop,
  type RatesOutcome,
  rateName,
  type StoredRate,
  verdictOnRate,
} from '#exchange/rate-book';
import { type DailyRate, RATE_FILE_COLUMNS, readRateRow } from '#exchange/rate-row';
import { type IssueLog, issueLog } from '#kernel/csv/file-issue';
import { readTable } from '#kernel/csv/read-table';
import { RoyaltyError } from '#kernel/errors';

export interface ImportRatesPorts {
  readonly book: RateBook;
  /** The archived bytes of the drop. */
  readonly bytes: () => Promise<AsyncIterable<Uint8Array>>;
}

/** Other drops kept changing the same rates; starting again later is safe. */
export class RatesContended extends RoyaltyError {
  override readonly name = 'RatesContended';
}

const ISSUES_MAX = 100;
const ROWS_MAX = 200_000;
const RACES_MAX = 20;

/**
 * Brings a dropped file of rates into force, or changes nothing at all when any row is wrong. A crash on the way leaves some rates
 * written; repeating the import writes the rest and answers the same.
 */
export async function importRates(drop: RateDrop, { book, bytes }: ImportRatesPorts): Promise<RatesOutcome> {
  const errors = issueLog(ISSUES_MAX);
  const rates = await readRates(await bytes(), errors);
  if (errors.count > 0) return { kind: 'refused', errors: errors.issues, errorCount: errors.count };
  let counts: RateCounts = { created: 0, updated: 0, unchanged: 0, stale: 0 };
  for (let from = 0; from < rates.length; from += RATES_AT_ONCE) {
    const verdicts = await addGroup(book, drop, rates.slice(from, from + RATES_AT_ONCE));
    for (const verdict of verdicts) counts = { ...counts, [verdict]: counts[verdict] + 1 };
  }
  return { kind: 'imported', counts };
}

async function readRates(bytes: AsyncIterable<Uint8Array>, errors: IssueLog): Promise<readonly DailyRate[]> {
  const rates = new Map<string, { readonly line: number; readonly rate: DailyRate }>();
  for await (const rows of readTable(bytes, RATE_FILE_COLUMNS, errors)) {
    for (const row of rows) {
      const reading = readRateRow(row);
      if (reading.kind === 'faulty') {
        reading.errors.forEach(errors.add);
        continue;
      }
      const { line, rate } = reading;
      const earlier = rates.get(rateName(rate));
      if (earlier === undefined) rates.set(rateName(rate), { line, rate });
      else if (earlier.rate.rate !== rate.rate) {
        const both = `is ${rate.rate} here and ${earlier.rate.rate} on line ${earlier.line}; keep one`;
        const message = `Line ${line}: the rate of ${rateName(rate)} ${both}.`;
        errors.add({ code: 'conflicting_rate', message, line, column: 'rate', value: rate.rate });
      }
    }
    if (rates.size > ROWS_MAX) {
      errors.add({ code: 'too_many_rows', message: `The file has more than ${ROWS_MAX} rates; split it.` });
      break;
    }
  }
  if (errors.count === 0 && rates.size === 0)
    errors.add({ code: 'no_rows', message: 'The file has a header and no row; there is nothing to change.' });
  return [...rates.values()].map(({ rate }) => rate);
}

async function addGroup(
  book: RateBook,
  drop: RateDrop,
  group: readonly DailyRate[],
): Promise<readonly (keyof RateCounts)[]> {
  for (let race = 0; race < RACES_MAX; race += 1) {
    const stored = await book.inForce(group);
    const verdicts = group.map((rate, index) => verdictOnRate(stored[index], rate, drop));
    const added = verdicts.flatMap(({ next }): StoredRate[] => (next === undefined ? [] : [next]));
    if (added.length === 0 || (await book.add(added)) === 'added') return verdicts.map(({ verdict }) => verdict);
  }
  throw new RatesContended(`${drop.dropId} lost the race for the same rates ${RACES_MAX} times; import it again`);
}
