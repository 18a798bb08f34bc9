import { type Arrival, type Normalised, normalisePlay, unreadable } from '#plays/normalise-play';
import type { QuarantineReason } from '#plays/play';

/** A record may be so long, as on the stream; a longer line of a drop is quarantined without being held in memory. */
export const RECORD_BYTES_MAX = 1_048_576;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const REPLACEMENT = '\ufffd';
/** Numbers that JSON has no words for, and that other languages' writers print all the same. */
const NOT_A_NUMBER = /([:[,]\s*)(?:-?Infinity|NaN)(?=\s*[,}\]])/g;

/** What stands in one record's text, before it is a play; `text` is what the bytes look like. */
export interface ReadRecord {
  readonly text: string;
  /** The parsed JSON, or the faults for which there is none. */
  readonly value?: unknown;
  readonly fault?: QuarantineReason;
}

/** Reads the bytes of one record: UTF-8, one JSON value. */
export function readRecord(bytes: Uint8Array): ReadRecord {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (text.includes(REPLACEMENT) && !isUtf8(bytes)) return { text, fault: 'not_utf8' };
  return readRecordText(text);
}

/** Reads the text of one record. */
export function readRecordText(text: string): ReadRecord {
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    return { text, ...salvaged(text), fault: 'not_json' };
  }
}

/** The play that a read record tells, or why it tells none (R2). */
export function playOf({ value, fault }: ReadRecord, arrival: Arrival): Normalised {
  if (fault === undefined) return normalisePlay(value, arrival);
  if (value === undefined) return { kind: 'quarantined', quarantined: unreadable([fault], arrival) };
  const normalised = normalisePlay(value, arrival);
  const read = normalised.kind === 'play' ? { ...normalised.play, reasons: [] } : normalised.quarantined;
  const { reasons, playId, countryId, playedAtMs, ingestedAtMs } = read;
  return {
    kind: 'quarantined',
    quarantined: { reasons: [fault, ...reasons], playId, countryId, playedAtMs, ingestedAtMs },
  };
}

/** The record with NaN and infinities as texts: it stays quarantined, but is counted for its month and country. */
function salvaged(text: string): { readonly value?: unknown } {
  const plain = text.replace(NOT_A_NUMBER, '$1"not a number"');
  if (plain === text) return {};
  try {
    return { value: JSON.parse(plain) };
  } catch {
    return {};
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictUtf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
