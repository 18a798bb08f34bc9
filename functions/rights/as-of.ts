import type { Instant } from '#kernel/time/clock';
import { type EffectiveInterval, isInForce } from '#rights/effective-interval';
import { formatSnapshotShare, snapshotShare } from '#rights/portion';

/** The part of one track held by one holder under one rights type during an interval (R8). */
export interface RightsShare extends EffectiveInterval {
  readonly trackId: string;
  readonly rightsType: string;
  readonly rightsHolderId: string;
  /** 10⁻⁵. */
  readonly share: bigint;
}

/** The part of a stream that one rights type earns in a country during an interval (R9). */
export interface TypeWeight extends EffectiveInterval {
  /** ISO 3166 alpha-2, or `*` for every country without a set of its own. */
  readonly country: string;
  readonly rightsType: string;
  /** 10⁻⁵. */
  readonly weight: bigint;
}

/** The country whose weights hold where a country has none in force. */
export const DEFAULT_COUNTRY = '*';

/** The shares in force at an instant; at the instant of a renegotiation these are the new deal's (R4). */
export function sharesAsOf(shares: readonly RightsShare[], at: Instant): readonly RightsShare[] {
  return shares.filter((share) => isInForce(share, at));
}

/**
 * The weights that hold in a country at an instant: the whole set of the country if it has one in force, else that of `*`
 * (R9); never types of both. Empty when neither has one.
 */
export function weightsAsOf(
  weights: readonly TypeWeight[],
  { country, at }: { readonly country: string; readonly at: Instant },
): readonly TypeWeight[] {
  const inForce = weights.filter((weight) => isInForce(weight, at));
  const own = inForce.filter((weight) => weight.country === country);
  return own.length > 0 ? own : inForce.filter((weight) => weight.country === DEFAULT_COUNTRY);
}

/** `weight × share` with ten decimals; 0 for a type that the set does not name, which earns nothing (R9). */
export function snapshotShareOf({ rightsType, share }: RightsShare, weights: readonly TypeWeight[]): string {
  const weight = weights.find((candidate) => candidate.rightsType === rightsType)?.weight ?? 0n;
  return formatSnapshotShare(snapshotShare({ weight, share }));
}
