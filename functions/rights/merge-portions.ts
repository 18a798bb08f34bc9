import type { Instant } from '#kernel/time/clock';
import { coveredSpans, gapsOf, overlapsWith, summedSpans } from '#rights/coverage';
import { type EffectiveInterval, isInForce, showInterval } from '#rights/effective-interval';
import { type DroppedPortion, formatPortionUnits, type Portion, WHOLE_UNITS } from '#rights/portion';

/** One reason why a file's rows for a group cannot come into force. */
export interface PortionFault {
  readonly code: 'member_twice' | 'sum_not_one' | 'overlaps_history';
  readonly interval: EffectiveInterval;
  readonly line: number;
  /** The end of a sentence that starts with the group and the interval. */
  readonly detail: string;
}

export type PortionMerge =
  | {
      readonly kind: 'merged';
      /** The group's whole history after the drop. */
      readonly portions: readonly Portion[];
      readonly created: number;
      /** Portions that the drop closed; one that it closed at its own first instant has left the history. */
      readonly closed: number;
      readonly unchanged: number;
      readonly gaps: readonly EffectiveInterval[];
    }
  | { readonly kind: 'refused'; readonly faults: readonly PortionFault[] };

/**
 * Brings a file's rows for one group into its history (R8, R9). The rows must sum to exactly 1 wherever they cover. Those that
 * the history holds already, as they were dropped or as they were closed since, stay as they are; the others close what
 * is open at their earliest `effectiveFrom` and may overlap nothing else. Merging the same rows again changes nothing.
 */
export function mergePortions(history: readonly Portion[], dropped: readonly DroppedPortion[]): PortionMerge {
  const own = [...membersTwice(dropped), ...unevenSums(dropped, dropped)];
  if (own.length > 0) return { kind: 'refused', faults: own };
  const { fresh, isNamedAgain } = compare(history, dropped);
  const earliest = earliestOf(fresh);
  if (earliest === undefined)
    return {
      kind: 'merged',
      portions: history,
      created: 0,
      closed: 0,
      unchanged: dropped.length,
      gaps: gapsOf(history),
    };
  const isClosed = (portion: Portion) =>
    portion.effectiveTo === undefined && portion.effectiveFrom <= earliest && !isNamedAgain(portion);
  const kept = history.flatMap((portion) => {
    if (!isClosed(portion)) return [portion];
    return portion.effectiveFrom < earliest ? [{ ...portion, effectiveTo: earliest }] : [];
  });
  const portions = [...kept, ...fresh.map(toPortion)];
  const others = kept.filter((portion) => !isNamedAgain(portion));
  const faults = overlaps(fresh, others);
  const left = faults.length > 0 ? faults : unevenSums(portions, dropped);
  if (left.length > 0) return { kind: 'refused', faults: left };
  return {
    kind: 'merged',
    portions,
    created: fresh.length,
    closed: history.filter(isClosed).length,
    unchanged: dropped.length - fresh.length,
    gaps: gapsOf(portions),
  };
}

function compare(history: readonly Portion[], dropped: readonly DroppedPortion[]) {
  const named = new Set(dropped.map((row) => nameOf(row, row.effectiveTo)));
  const known = new Set(
    history.flatMap((portion) => [nameOf(portion, portion.effectiveTo), nameOf(portion, portion.droppedTo)]),
  );
  return {
    fresh: dropped.filter((row) => !known.has(nameOf(row, row.effectiveTo))),
    isNamedAgain: (portion: Portion) =>
      named.has(nameOf(portion, portion.effectiveTo)) || named.has(nameOf(portion, portion.droppedTo)),
  };
}

function nameOf({ member, units, effectiveFrom }: Omit<Portion, 'droppedTo'>, end: Instant | undefined): string {
  return `${member} ${units} ${effectiveFrom} ${end ?? ''}`;
}

function toPortion({ line: _line, ...row }: DroppedPortion): Portion {
  return { ...row, droppedTo: row.effectiveTo };
}

function earliestOf(rows: readonly DroppedPortion[]): Instant | undefined {
  return rows.reduce<Instant | undefined>(
    (earliest, { effectiveFrom }) => (earliest === undefined || effectiveFrom < earliest ? effectiveFrom : earliest),
    undefined,
  );
}

function membersTwice(dropped: readonly DroppedPortion[]): readonly PortionFault[] {
  const ends = new Map<string, EffectiveInterval>();
  const ordered = dropped.toSorted((left, right) => (left.effectiveFrom < right.effectiveFrom ? -1 : 1));
  return ordered.flatMap((row) => {
    const before = ends.get(row.member);
    ends.set(row.member, row);
    if (before === undefined || !isInForce(before, row.effectiveFrom)) return [];
    const detail = `${row.member} stands here twice, also in ${showInterval(before)}; keep one row for each time`;
    return [{ code: 'member_twice', interval: row, line: row.line, detail }];
  });
}

function overlaps(fresh: readonly DroppedPortion[], others: readonly Portion[]): readonly PortionFault[] {
  return overlapsWith(coveredSpans(fresh), others).map(({ portion, overlap }) => ({
    code: 'overlaps_history',
    interval: overlap,
    line: lineAt(fresh, overlap.effectiveFrom),
    detail: `the rows overlap ${portion.member} ${formatPortionUnits(portion.units)} in ${showInterval(portion)}, which stands; end before it or start after it`,
  }));
}

function unevenSums(
  portions: readonly (EffectiveInterval & { readonly units: bigint })[],
  dropped: readonly DroppedPortion[],
): readonly PortionFault[] {
  return summedSpans(portions)
    .filter(({ units }) => units !== WHOLE_UNITS)
    .map((span) => ({
      code: 'sum_not_one',
      interval: span,
      line: lineAt(dropped, span.effectiveFrom),
      detail: `the rows sum to ${formatPortionUnits(span.units)}; they must sum to exactly 1.00000`,
    }));
}

/** Where a person looks first: the row that is in force then, else the file's first row of the group. */
function lineAt(dropped: readonly DroppedPortion[], at: Instant): number {
  return dropped.find((row) => isInForce(row, at))?.line ?? dropped[0]?.line ?? 1;
}
