import { hash } from 'node:crypto';
import { type Country, parseCountry } from '#kernel/country';
import {
  CLOCK_AHEAD_MINUTES_MAX,
  CONTEXT_TYPES,
  type ContextType,
  ELIGIBLE_SECONDS_MIN,
  PLAY_AGE_DAYS_MAX,
  type Play,
  type QuarantinedPlay,
  type QuarantineReason,
} from '#plays/play';

/** How a record's arrival is known: it was seen to arrive, or the record of an archive says it (R3). */
export interface Arrival {
  readonly ingestedAtMs: number;
  /** Takes the record's own `ingested_at_ms`; `ingestedAtMs` then only dates what is quarantined for lack of one. */
  readonly isArchived?: boolean;
}

export type Normalised =
  | { readonly kind: 'play'; readonly play: Play }
  | { readonly kind: 'quarantined'; readonly quarantined: QuarantinedPlay };

const AGE_MS_MAX = PLAY_AGE_DAYS_MAX * 86_400_000;
const AHEAD_MS_MAX = CLOCK_AHEAD_MINUTES_MAX * 60_000;
const DURATION_SECONDS_MAX = 2 ** 31 - 1;
/** The last millisecond of the year 9999: later ones have no four-digit year to be filed under. */
const INSTANT_MS_MAX = 253_402_300_799_999;
const HASH_DIGITS = 32;

/** 1 to 64 characters of Unicode; no controls and no halves of a pair, which do not survive every system they pass. */
const ID = /^[^\p{Cc}\p{Cs}]{1,64}$/u;

/**
 * The one way in: what the stream, a drop and an archive bring becomes a play or is quarantined with every reason (R2).
 * `record` is a parsed JSON value or a row of a Parquet file; fields that are not the record's own are ignored.
 */
export function normalisePlay(record: unknown, arrival: Arrival): Normalised {
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    return { kind: 'quarantined', quarantined: unreadable(['not_an_object'], arrival) };
  const fields = record as Readonly<Record<string, unknown>>;
  const reasons: QuarantineReason[] = [];
  const playId = readId(fields['play_id'], 'play_id', reasons);
  const userId = readId(fields['user_id'], 'user_id', reasons);
  const trackId = readId(fields['track_id'], 'track_id', reasons);
  const countryId = readCountry(fields['country_id'], reasons);
  const contextType = readContext(fields['context_type'], reasons);
  const sourcePlaylistId = readOptionalId(fields['source_playlist_id'], 'source_playlist_id', reasons);
  const deviceId = readOptionalId(fields['device_id'], 'device_id', reasons);
  const durationPlayedSeconds = readDuration(fields['duration_played_s'], reasons);
  const ingestedAtMs = arrival.isArchived === true ? readArrival(fields['ingested_at_ms'], reasons) : undefined;
  const arrivedAtMs = ingestedAtMs ?? arrival.ingestedAtMs;
  const playedAtMs = readPlayedAt(fields['played_at_ms'], arrivedAtMs, reasons);
  if (
    reasons.length > 0 ||
    playId === null ||
    userId === null ||
    trackId === null ||
    countryId === null ||
    contextType === null ||
    durationPlayedSeconds === null ||
    playedAtMs === null
  )
    return { kind: 'quarantined', quarantined: { reasons, playId, countryId, playedAtMs, ingestedAtMs: arrivedAtMs } };
  const own = [playId, userId, trackId, countryId, playedAtMs, durationPlayedSeconds, contextType];
  const contentHash = hash('sha256', JSON.stringify([...own, sourcePlaylistId, deviceId])).slice(0, HASH_DIGITS);
  return {
    kind: 'play',
    play: {
      playId,
      userId,
      trackId,
      countryId,
      playedAtMs,
      durationPlayedSeconds,
      contextType,
      sourcePlaylistId,
      deviceId,
      isRoyaltyEligible: durationPlayedSeconds >= ELIGIBLE_SECONDS_MIN,
      ingestedAtMs: arrivedAtMs,
      contentHash,
    },
  };
}

/** A record of which nothing can be read. */
export function unreadable(reasons: readonly QuarantineReason[], { ingestedAtMs }: Arrival): QuarantinedPlay {
  return { reasons, playId: null, countryId: null, playedAtMs: null, ingestedAtMs };
}

type IdField = 'play_id' | 'user_id' | 'track_id' | 'source_playlist_id' | 'device_id';

function readId(value: unknown, field: IdField, reasons: QuarantineReason[]): string | null {
  if (value !== undefined && value !== null) return readOptionalId(value, field, reasons);
  reasons.push(`${field}_missing`);
  return null;
}

function readOptionalId(value: unknown, field: IdField, reasons: QuarantineReason[]): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && ID.test(value)) return value;
  reasons.push(`${field}_invalid`);
  return null;
}

function readCountry(value: unknown, reasons: QuarantineReason[]): Country | null {
  const country = typeof value === 'string' ? parseCountry(value) : undefined;
  if (country !== undefined) return country;
  reasons.push(value === undefined || value === null ? 'country_id_missing' : 'country_id_unknown');
  return null;
}

function readContext(value: unknown, reasons: QuarantineReason[]): ContextType | null {
  const context = CONTEXT_TYPES.find((known) => known === value);
  if (context !== undefined) return context;
  reasons.push(value === undefined || value === null ? 'context_type_missing' : 'context_type_unknown');
  return null;
}

function readDuration(value: unknown, reasons: QuarantineReason[]): number | null {
  if (value === undefined || value === null) reasons.push('duration_played_s_missing');
  else if (typeof value !== 'number' || !Number.isInteger(value)) reasons.push('duration_played_s_not_integer');
  else if (value < 0) reasons.push('duration_played_s_negative');
  else if (value > DURATION_SECONDS_MAX) reasons.push('duration_played_s_too_large');
  // Adding zero makes of −0, which JSON can spell, the 0 that it is.
  else return value + 0;
  return null;
}

function readPlayedAt(value: unknown, ingestedAtMs: number, reasons: QuarantineReason[]): number | null {
  if (value === undefined || value === null) {
    reasons.push('played_at_ms_missing');
    return null;
  }
  if (!Number.isSafeInteger(value)) {
    reasons.push('played_at_ms_not_integer');
    return null;
  }
  const playedAtMs = Number(value) + 0;
  if (playedAtMs < ingestedAtMs - AGE_MS_MAX) reasons.push('played_at_too_old');
  else if (playedAtMs > ingestedAtMs + AHEAD_MS_MAX) reasons.push('played_at_in_future');
  return Math.abs(playedAtMs) <= INSTANT_MS_MAX ? playedAtMs : null;
}

function readArrival(value: unknown, reasons: QuarantineReason[]): number | undefined {
  if (Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= INSTANT_MS_MAX) return Number(value) + 0;
  reasons.push(value === undefined || value === null ? 'ingested_at_ms_missing' : 'ingested_at_ms_invalid');
  return undefined;
}
