import { assertThat } from '#kernel/errors';
import type { EffectiveInterval } from '#rights/effective-interval';
import { type DroppedPortion, type Portion, parsePortionUnits } from '#rights/portion';
import { anInstant } from '#test/support/instants';

/** 10⁻⁵ units from a text such as `0.5`. */
export function unitsOf(text: string): bigint {
  const units = parsePortionUnits(text);
  assertThat(units !== undefined, `${text} is no part of a whole`);
  return units;
}

/** An interval from its ends; an empty end is open. */
export function anInterval(from: string, to = ''): EffectiveInterval {
  return { effectiveFrom: anInstant(from), effectiveTo: to === '' ? undefined : anInstant(to) };
}

/** A dropped portion from `member share from [to]`, such as `H1 0.5 2025-01-01`. */
export function dropped(...rows: readonly string[]): readonly DroppedPortion[] {
  return rows.map((row, index) => {
    const [member = '', share = '', from = '', to = ''] = row.split(' ');
    return { member, units: unitsOf(share), ...anInterval(from, to), line: index + 2 };
  });
}

/** Portions as texts, in order: `H1 0.50000 2025-01-01 2025-03-01`; an open end is left out. */
export function shown(portions: readonly Portion[]): readonly string[] {
  return portions
    .map(({ member, units, effectiveFrom, effectiveTo }) =>
      [member, `${units}`, day(effectiveFrom), effectiveTo === undefined ? '' : day(effectiveTo)].join(' ').trim(),
    )
    .toSorted();
}

function day(instant: string): string {
  return instant.replace('T00:00:00.000Z', '');
}
