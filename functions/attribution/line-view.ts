import { z } from 'zod';
import type { AttributionLine, LinePlace } from '#attribution/ports';
import { instantOf } from '#kernel/time/clock';

const place = z.tuple([z.number(), z.string(), z.string(), z.string()]);

/** A line as the API answers it. */
export function lineBodyOf(line: AttributionLine, currency: string) {
  return {
    play_id: line.playId,
    track_id: line.trackId,
    played_at: instantOf(line.playedAtMs),
    rights_holder_id: line.rightsHolderId,
    rights_type: line.rightsType,
    snapshot_share: line.snapshotShare,
    rate: line.rate,
    amount: line.payout,
    currency,
  };
}

/** A line's place as the position of a cursor. */
export function linePlaceText({ playedAtMs, playId, rightsHolderId, rightsType }: LinePlace): string {
  return JSON.stringify([playedAtMs, playId, rightsHolderId, rightsType]);
}

/** The place that `linePlaceText` wrote. */
export function linePlaceFrom(text: string): LinePlace {
  const [playedAtMs, playId, rightsHolderId, rightsType] = place.parse(JSON.parse(text));
  return { playedAtMs, playId, rightsHolderId, rightsType };
}
