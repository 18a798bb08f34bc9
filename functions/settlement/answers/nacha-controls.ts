import type { NachaRecord } from '#settlement/answers/nacha-records';
import { unreadable } from '#settlement/unreadable';

/** What a control record counts: entries and addenda, the routing numbers' sum, amounts in cents. */
export interface NachaTotals {
  count: number;
  hash: bigint;
  debits: bigint;
  credits: bigint;
}

export const nachaTotals = (): NachaTotals => ({ count: 0, hash: 0n, debits: 0n, credits: 0n });

/** Counts an entry (type 6). The last digit of its transaction code says the side: 1 to 4 credits, the others debits. */
export function countEntry(totals: NachaTotals, entry: NachaRecord): void {
  const cents = wholeOf(entry, 30, 39);
  totals.count += 1;
  totals.hash += wholeOf(entry, 4, 11);
  if (/[1-4]/.test(entry.at(3, 3))) totals.credits += cents;
  else totals.debits += cents;
}

/** Adds a batch to its file. */
export function addTotals(file: NachaTotals, batch: NachaTotals): void {
  file.count += batch.count;
  file.hash += batch.hash;
  file.debits += batch.debits;
  file.credits += batch.credits;
}

/** The ten right-most digits, as NACHA keeps of every sum of routing numbers. */
export const entryHash = (hash: bigint): bigint => hash % 10_000_000_000n;

interface Positions {
  readonly name: string;
  readonly count: readonly [number, number];
  readonly hash: readonly [number, number];
  readonly debits: readonly [number, number];
  readonly credits: readonly [number, number];
}

export const BATCH_CONTROL: Positions = {
  name: 'batch (8)',
  count: [5, 10],
  hash: [11, 20],
  debits: [21, 32],
  credits: [33, 44],
};
export const FILE_CONTROL: Positions = {
  name: 'file (9)',
  count: [14, 21],
  hash: [22, 31],
  debits: [32, 43],
  credits: [44, 55],
};

/** Compares a control record with what was read. Throws `UnreadableFile` naming every difference. */
export function requireTotals(found: NachaTotals, control: NachaRecord, positions: Positions): void {
  const pairs = [
    ['entries and addenda', BigInt(found.count), wholeOf(control, ...positions.count)],
    ['the entry hash', entryHash(found.hash), wholeOf(control, ...positions.hash)],
    ['debits in cents', found.debits, wholeOf(control, ...positions.debits)],
    ['credits in cents', found.credits, wholeOf(control, ...positions.credits)],
  ] as const;
  const differences = pairs.filter(([, read, stated]) => read !== stated);
  if (differences.length === 0) return;
  const named = differences.map(
    ([what, read, stated]) => `${what}: read ${read}, control ${stated}, difference ${stated - read}`,
  );
  throw unreadable('control_total', `The ${positions.name} does not add up: ${named.join('; ')}.`, {
    line: control.line,
  });
}

export function wholeOf(record: NachaRecord, from: number, to: number): bigint {
  const text = record.at(from, to);
  if (!/^\d+$/.test(text))
    throw unreadable('malformed_record', `Positions ${from} to ${to} hold no number.`, {
      line: record.line,
      value: text,
    });
  return BigInt(text);
}
