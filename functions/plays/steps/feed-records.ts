import type { PlayFeed, StreamRecord } from '#plays/intake-ports';
import type { Play } from '#plays/play';
import { playOf, readRecord } from '#plays/read-play';

/**
 * Tells the recommender what was played, skips included, since a skip is signal (R5). Only plays are told: markers and what
 * is quarantined are the lake's affair. The feed is best effort: told twice or not at all, nobody is paid otherwise.
 */
export async function feedRecords(records: readonly StreamRecord[], feed: PlayFeed): Promise<number> {
  const plays: Play[] = [];
  for (const { data, arrivedAtMs } of records) {
    const normalised = playOf(readRecord(data), { ingestedAtMs: arrivedAtMs });
    if (normalised.kind === 'play') plays.push(normalised.play);
  }
  if (plays.length > 0) await feed.send(plays);
  return plays.length;
}
