import type { Instant } from '#kernel/time/clock';

/** Half-open time `[effectiveFrom, effectiveTo)` (R4); without an end it is open. */
export interface EffectiveInterval {
  readonly effectiveFrom: Instant;
  readonly effectiveTo: Instant | undefined;
}

/** Whether the instant lies in the interval; its first instant does, its end does not (R4). */
export function isInForce({ effectiveFrom, effectiveTo }: EffectiveInterval, at: Instant): boolean {
  return effectiveFrom <= at && isBefore(at, effectiveTo);
}

/** Whether `at` comes before the end of an interval; everything comes before the end of an open one. */
export function isBefore(at: Instant, end: Instant | undefined): boolean {
  return end === undefined || at < end;
}

/** The part that two intervals have in common. */
export function intersectionOf(left: EffectiveInterval, right: EffectiveInterval): EffectiveInterval | undefined {
  const effectiveFrom = isBefore(left.effectiveFrom, right.effectiveFrom) ? right.effectiveFrom : left.effectiveFrom;
  const effectiveTo =
    left.effectiveTo !== undefined && isBefore(left.effectiveTo, right.effectiveTo)
      ? left.effectiveTo
      : right.effectiveTo;
  return isBefore(effectiveFrom, effectiveTo) ? { effectiveFrom, effectiveTo } : undefined;
}

/** The interval as a message names it: `[2025-04-01T00:00:00.000Z, open)`. */
export function showInterval({ effectiveFrom, effectiveTo }: EffectiveInterval): string {
  return `[${effectiveFrom}, ${effectiveTo ?? 'open'})`;
}
