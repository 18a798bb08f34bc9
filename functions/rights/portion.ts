import { formatDecimal, parseDecimal, rescale } from '#kernel/money/decimal';
import type { Instant } from '#kernel/time/clock';
import type { EffectiveInterval } from '#rights/effective-interval';

/** Fraction digits of a rights share and of a type weight. */
export const PORTION_SCALE = 5;
/** A whole in units of 10⁻⁵: what portions in force at one instant sum to (R8, R9). */
export const WHOLE_UNITS = 100_000n;
/** Fraction digits of a snapshot share (R9). */
export const SNAPSHOT_SCALE = 10;

/** What is divided: a rights type of a track among holders, or (with an empty `facet`) a country among rights types. */
export interface PortionGroupKey {
  /** A track id, or a country or `*`. */
  readonly subject: string;
  /** The rights type; empty for weights. */
  readonly facet: string;
}

/** One member's part of a whole during an interval: a holder's rights share or a rights type's weight. */
export interface Portion extends EffectiveInterval {
  /** A rights holder id, or a rights type. */
  readonly member: string;
  /** 10⁻⁵ of the whole. */
  readonly units: bigint;
  /** The end that was dropped; a later deal may since have closed the portion earlier. */
  readonly droppedTo: Instant | undefined;
}

/** A portion as a line of a dropped file says it. */
export interface DroppedPortion extends EffectiveInterval {
  readonly member: string;
  readonly units: bigint;
  readonly line: number;
}

/** Reads a part of a whole, 0 to 1 with at most five significant fraction digits, into units of 10⁻⁵; never rounds. */
export function parsePortionUnits(text: string): bigint | undefined {
  const decimal = parseDecimal(text);
  const units = decimal === undefined ? undefined : rescale(decimal, PORTION_SCALE)?.digits;
  return units !== undefined && units >= 0n && units <= WHOLE_UNITS ? units : undefined;
}

/** `0.50000`: a part of a whole with its five decimals. */
export function formatPortionUnits(units: bigint): string {
  return formatDecimal({ digits: units, scale: PORTION_SCALE });
}

/**
 * A holder's snapshot share of a play, `weight × share`, exact at 10 decimals (R9): since the weights sum to 1 and each type's
 * shares do, one play's snapshot shares sum to 1 and pay its rate once, not once for each type.
 */
export function snapshotShare({ weight, share }: { readonly weight: bigint; readonly share: bigint }): bigint {
  return weight * share;
}

/** `0.2500000000`: a snapshot share with its ten decimals. */
export function formatSnapshotShare(units: bigint): string {
  return formatDecimal({ digits: units, scale: SNAPSHOT_SCALE });
}
