import type { Country } from '#kernel/country';

/** Where a play was started from; the only surfaces there are. */
export const CONTEXT_TYPES = ['playlist', 'algorithmic', 'search', 'radio'] as const;
export type ContextType = (typeof CONTEXT_TYPES)[number];

/** A play of fewer seconds is a skip: kept as signal, worth nothing (R5). */
export const ELIGIBLE_SECONDS_MIN = 30;

/** A play may be reported so long after it happened (R2) … */
export const PLAY_AGE_DAYS_MAX = 90;
/** … and its client's clock may run ahead of ours by so much (R2). */
export const CLOCK_AHEAD_MINUTES_MAX = 10;

/** One listening event as every later step sees it; what its client sent passed R2. */
export interface Play {
  readonly playId: string;
  readonly userId: string;
  readonly trackId: string;
  readonly countryId: Country;
  /** Milliseconds since the epoch by the client's clock; it alone chooses the month (R1). */
  readonly playedAtMs: number;
  /** Whole seconds, 0 to 2³¹ − 1. */
  readonly durationPlayedSeconds: number;
  readonly contextType: ContextType;
  readonly sourcePlaylistId: string | null;
  readonly deviceId: string | null;
  /** `durationPlayedSeconds >= ELIGIBLE_SECONDS_MIN`, computed here and nowhere else (R5). */
  readonly isRoyaltyEligible: boolean;
  /** Milliseconds since the epoch when the play reached us (R3); it only decides whether a late play is admitted. */
  readonly ingestedAtMs: number;
  /** Half a SHA-256 of the client's own fields, hex; two arrivals of one play differ in content iff it differs (R6). */
  readonly contentHash: string;
}

/** What a record says that R2 refuses: kept with its reasons, counted, never a play; it claims no id (R6). */
export interface QuarantinedPlay {
  /** Every reason there is, in the order of the fields; at least one. */
  readonly reasons: readonly QuarantineReason[];
  /** The fields that could be read all the same, so that the record can be counted for its month and country. */
  readonly playId: string | null;
  readonly countryId: Country | null;
  readonly playedAtMs: number | null;
  readonly ingestedAtMs: number;
}

type IdField = 'play_id' | 'user_id' | 'track_id' | 'source_playlist_id' | 'device_id';

/** `…_missing`: absent or null. `…_invalid`: no text of 1–64 characters, or one with control characters or half a character. */
export type QuarantineReason =
  | 'not_utf8'
  | 'not_json'
  | 'not_an_object'
  | 'too_long'
  | `${IdField}_missing`
  | `${IdField}_invalid`
  | 'country_id_missing'
  | 'country_id_unknown'
  | 'context_type_missing'
  | 'context_type_unknown'
  | 'played_at_ms_missing'
  | 'played_at_ms_not_integer'
  | 'played_at_too_old'
  | 'played_at_in_future'
  | 'duration_played_s_missing'
  | 'duration_played_s_not_integer'
  | 'duration_played_s_negative'
  | 'duration_played_s_too_large'
  | 'ingested_at_ms_missing'
  | 'ingested_at_ms_invalid';
