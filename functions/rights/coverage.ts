import type { Instant } from '#kernel/time/clock';
import { type EffectiveInterval, intersectionOf } from '#rights/effective-interval';

type Weighed = EffectiveInterval & { readonly units: bigint };

/** A longest stretch of time over which the units in force have one sum. */
export interface SummedSpan extends EffectiveInterval {
  readonly units: bigint;
}

/** The covered time in order, cut wherever the sum of units changes; no span for time that nothing covers. */
export function summedSpans(portions: readonly Weighed[]): readonly SummedSpan[] {
  const changes = portions
    .flatMap(({ effectiveFrom, effectiveTo, units }) => [
      { at: effectiveFrom, units, count: 1 },
      ...(effectiveTo === undefined ? [] : [{ at: effectiveTo, units: -units, count: -1 }]),
    ])
    .sort((left, right) => compareInstants(left.at, right.at));
  const spans: SummedSpan[] = [];
  let [units, count] = [0n, 0];
  let effectiveFrom: Instant | undefined;
  for (const change of changes) {
    if (count > 0 && effectiveFrom !== undefined && effectiveFrom < change.at)
      append(spans, { effectiveFrom, effectiveTo: change.at, units });
    effectiveFrom = change.at;
    units += change.units;
    count += change.count;
  }
  if (count > 0 && effectiveFrom !== undefined) append(spans, { effectiveFrom, effectiveTo: undefined, units });
  return spans;
}

/** The covered time in order, whatever the sums. */
export function coveredSpans(portions: readonly Weighed[]): readonly EffectiveInterval[] {
  return summedSpans(portions.map((portion) => ({ ...portion, units: 0n })));
}

/** Time between covered spans that nothing covers; what comes before the first and after the last is no gap. */
export function gapsOf(portions: readonly Weighed[]): readonly EffectiveInterval[] {
  return coveredSpans(portions).flatMap(({ effectiveTo }, index, spans) => {
    const next = spans[index + 1];
    return next === undefined || effectiveTo === undefined
      ? []
      : [{ effectiveFrom: effectiveTo, effectiveTo: next.effectiveFrom }];
  });
}

/** Every portion that shares time with a span, with the first such time. `spans` are in order and apart. */
export function overlapsWith<Interval extends EffectiveInterval>(
  spans: readonly EffectiveInterval[],
  portions: readonly Interval[],
): readonly { readonly portion: Interval; readonly overlap: EffectiveInterval }[] {
  const ordered = portions.toSorted((left, right) => compareInstants(left.effectiveFrom, right.effectiveFrom));
  let first = 0;
  return ordered.flatMap((portion) => {
    // Portions only start later from here on, so a span that has ended for this one has ended for all.
    while (hasEnded(spans[first], portion.effectiveFrom)) first += 1;
    const span = spans[first];
    const overlap = span === undefined ? undefined : intersectionOf(span, portion);
    return overlap === undefined ? [] : [{ portion, overlap }];
  });
}

function hasEnded(span: EffectiveInterval | undefined, at: Instant): boolean {
  return span?.effectiveTo !== undefined && span.effectiveTo <= at;
}

function append(spans: SummedSpan[], span: SummedSpan): void {
  const last = spans.at(-1);
  const isContinued = last !== undefined && last.effectiveTo === span.effectiveFrom && last.units === span.units;
  if (isContinued) spans.splice(-1, 1, { ...last, effectiveTo: span.effectiveTo });
  else spans.push(span);
}

function compareInstants(left: Instant, right: Instant): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
