import { instantOf } from '#kernel/time/clock';
import type { Play, QuarantinedPlay } from '#plays/play';

/** Where an arrival stands: read again, it has the same source and position, and so it is the same arrival (R6). */
export interface ArrivalPlace {
  /** The shard's id, or `s3://<bucket>/<key>#<sha256 of the content>` of a drop. */
  readonly source: string;
  /** Sorts as text in the order of arrival within its source: a padded sequence number or line number. */
  readonly position: string;
  /** Key of the object of the lake that holds the row. */
  readonly landingObject: string;
}

export type LandedPlay = Play & ArrivalPlace;

/** The record as it came stands beside the reasons, cut to `RAW_BYTES_MAX`. */
export type LandedQuarantine = QuarantinedPlay & ArrivalPlace & { readonly raw: string };

export const RAW_BYTES_MAX = 4096;

export type LandingTable = 'plays_landing' | 'plays_quarantined';

/** Digits of a padded sequence number; Kinesis counts in 56 of them. */
const SEQUENCE_DIGITS = 64;
const LINE_DIGITS = 12;

export function sequencePosition(sequenceNumber: string): string {
  return sequenceNumber.padStart(SEQUENCE_DIGITS, '0');
}

export function linePosition(line: number): string {
  return String(line).padStart(LINE_DIGITS, '0');
}

/** `2025-04-30T13`, the hour by which landing objects are filed. */
export function arrivalHourOf(ingestedAtMs: number): string {
  return instantOf(ingestedAtMs).slice(0, 13);
}

/** A run of arrivals that land together: a batch of one shard, or lines of one drop. */
export interface LandingRange {
  readonly kind: 'stream' | 'drop';
  /** The shard's id or the drop's. */
  readonly name: string;
  readonly first: string;
  readonly last: string;
}

/**
 * Key of a landing object. It is named by what it holds, so that a batch delivered again, or a drop imported again,
 * overwrites itself.
 */
export function landingKey(
  table: LandingTable,
  arrivalHour: string,
  { kind, name, first, last }: LandingRange,
): string {
  return `${table}/arrival_hour=${arrivalHour}/${kind}-${name}-${first}-${last}.parquet`;
}

/** The start of a record's text, at most `RAW_BYTES_MAX` bytes of UTF-8, for whoever looks into the quarantine. */
export function rawOf(text: string): string {
  const safe = text.toWellFormed();
  if (safe.length * 3 <= RAW_BYTES_MAX) return safe;
  const bytes = Buffer.from(safe, 'utf8');
  if (bytes.length <= RAW_BYTES_MAX) return safe;
  let end = RAW_BYTES_MAX;
  // Never cut inside a character: bytes 10xxxxxx continue one.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
