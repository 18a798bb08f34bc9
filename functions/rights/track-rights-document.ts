import type { z } from 'zod';
import type { Instant } from '#kernel/time/clock';
import type { getTrackRights } from '#rights/api';
import { type RightsShare, snapshotShareOf, type TypeWeight } from '#rights/as-of';
import type { EffectiveInterval } from '#rights/effective-interval';
import { formatPortionUnits } from '#rights/portion';

export interface TrackRightsAnswer {
  readonly trackId: string;
  readonly at: Instant;
  readonly country: string | undefined;
  readonly version: number;
  readonly shares: readonly RightsShare[];
  readonly weights?: readonly TypeWeight[];
}

/** A track's rights as the API shows them, by rights type. */
export function trackRightsDocument(answer: TrackRightsAnswer): z.output<(typeof getTrackRights.answers)[200]['body']> {
  const { trackId, at, country, version, shares, weights } = answer;
  return {
    track_id: trackId,
    as_of: at,
    bridge_version: version,
    rights: [...Map.groupBy(shares, ({ rightsType }) => rightsType)].map(([rights_type, ofType]) => ({
      rights_type,
      shares: ofType.map((share) => ({
        holder_id: share.rightsHolderId,
        share: formatPortionUnits(share.share),
        ...(weights !== undefined && weights.length > 0 && { snapshot_share: snapshotShareOf(share, weights) }),
        ...intervalOf(share),
      })),
    })),
    ...(country !== undefined && { country }),
    ...(weights !== undefined && {
      weights: weights.map((weight) => ({
        country: weight.country,
        rights_type: weight.rightsType,
        weight: formatPortionUnits(weight.weight),
        ...intervalOf(weight),
      })),
    }),
  };
}

function intervalOf({ effectiveFrom, effectiveTo }: EffectiveInterval) {
  return { effective_from: effectiveFrom, effective_to: effectiveTo ?? null };
}
