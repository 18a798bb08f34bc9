import { type Instant, millisecondsOf } from '#kernel/time/clock';

/** A play as its client sends it. */
export interface PlayRecord {
  readonly play_id: string;
  readonly user_id: string;
  readonly track_id: string;
  readonly country_id: string;
  readonly played_at_ms: number;
  readonly duration_played_s: number;
  readonly context_type: string;
  readonly source_playlist_id?: string | null;
  readonly device_id?: string | null;
  readonly ingested_at_ms?: number;
}

export const at = (text: string): number => millisecondsOf(new Date(text).toISOString() as Instant);

/** A qualified play in the US, at noon of the last day of April, unless told otherwise. */
export function aPlayRecord(overrides: Readonly<Record<string, unknown>> = {}): PlayRecord {
  return {
    play_id: 'p1',
    user_id: 'u1',
    track_id: 't1',
    country_id: 'US',
    played_at_ms: at('2025-04-30T12:00:00Z'),
    duration_played_s: 180,
    context_type: 'playlist',
    ...overrides,
  };
}
