import type { Instant } from '#kernel/time/clock';
import { type RightsShare, sharesAsOf, type TypeWeight, weightsAsOf } from '#rights/as-of';
import type { RightsReader } from '#rights/ports';

export interface TrackRights {
  /** The version of the bridge that says so. */
  readonly version: number;
  readonly shares: readonly RightsShare[];
  /** The weights in force in the country that was asked about; empty: none is. */
  readonly weights?: readonly TypeWeight[];
}

export interface TrackRightsQuestion {
  readonly trackId: string;
  readonly at: Instant;
  readonly country: string | undefined;
}

/** The deal in force for a track at an instant; `undefined` when the bridge never knew the track. */
export async function readTrackRights(
  { trackId, at, country }: TrackRightsQuestion,
  reader: RightsReader,
): Promise<TrackRights | undefined> {
  const { version, shares } = await reader.sharesOf(trackId);
  if (shares.length === 0) return undefined;
  const inForce = { version, shares: sharesAsOf(shares, at) };
  if (country === undefined) return inForce;
  const { weights } = await reader.weightsFor(country);
  return { ...inForce, weights: weightsAsOf(weights, { country, at }) };
}
