import type { DailyRate } from '#exchange/rate-row';
import type { FileIssue } from '#kernel/csv/file-issue';
import type { Currency } from '#kernel/money/currency';
import type { Instant } from '#kernel/time/clock';

/** A rate as it stands in the book. */
export interface StoredRate extends DailyRate {
  /** 1, 2, 3 … of one pair and day; the highest is in force. */
  readonly version: number;
  readonly dropId: string;
  readonly droppedAt: Instant;
}

/** Rates by pair and day; versions are added, never changed. */
export interface RateBook {
  /** The rate in force of each pair and day asked for, where there is one. */
  inForce(asked: readonly Omit<DailyRate, 'rate'>[]): Promise<readonly (StoredRate | undefined)[]>;
  /** The rate in force of the latest day up to `date` that has one. */
  latest(asked: Omit<DailyRate, 'rate'>): Promise<StoredRate | undefined>;
  /** Adds all or none; `lost-race` when another drop added one of the versions. At most `RATES_AT_ONCE`. */
  add(rates: readonly StoredRate[]): Promise<'added' | 'lost-race'>;
}

export const RATES_AT_ONCE = 100;

export interface RateDrop {
  readonly dropId: string;
  readonly droppedAt: Instant;
}

/** What a drop did, in rates. `stale`: left aside because a later drop had already said otherwise. */
export interface RateCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly stale: number;
}

export type RatesOutcome =
  | { readonly kind: 'imported'; readonly counts: RateCounts }
  | { readonly kind: 'refused'; readonly errors: readonly FileIssue[]; readonly errorCount: number };

/** How a pair and day are named in messages and in sources. */
export function rateName({
  base,
  quote,
  date,
}: {
  readonly base: Currency;
  readonly quote: Currency;
  readonly date: string;
}) {
  return `${base}/${quote} of ${date}`;
}

/**
 * What a dropped rate does to the one in force. The later drop wins, whichever is imported first. What this very drop
 * wrote before a crash counts again as it did then, so a repeated import answers the same.
 */
export function verdictOnRate(
  stored: StoredRate | undefined,
  rate: DailyRate,
  drop: RateDrop,
): { readonly verdict: keyof RateCounts; readonly next?: StoredRate } {
  if (stored === undefined) return { verdict: 'created', next: { ...rate, ...drop, version: 1 } };
  if (stored.rate === rate.rate) {
    if (stored.dropId !== drop.dropId) return { verdict: 'unchanged' };
    return { verdict: stored.version === 1 ? 'created' : 'updated' };
  }
  if (stored.droppedAt > drop.droppedAt) return { verdict: 'stale' };
  return { verdict: 'updated', next: { ...rate, ...drop, version: stored.version + 1 } };
}
