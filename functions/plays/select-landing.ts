import type { LandingObject } from '#plays/play-lake';

/** The landing objects of one hour, and those of them that were compacted before. */
export interface LandingHour {
  readonly hour: string;
  readonly landed: readonly LandingObject[];
  readonly compacted: readonly LandingObject[];
}

export interface SelectedHour {
  readonly hour: string;
  readonly selected: readonly LandingObject[];
  /** What will be compacted once the run counts. */
  readonly compacted: readonly LandingObject[];
}

export interface Selection {
  readonly hours: readonly SelectedHour[];
  /** Objects were left for a next run. */
  readonly isCut: boolean;
}

/**
 * The landing objects that no run has compacted, oldest hours first, at most `objectsMax` of them in `hoursMax` hours. An
 * object whose tag changed is taken again: its rows that were judged before are no duplicates (R6).
 */
export function selectLanding(
  hours: readonly LandingHour[],
  { objectsMax, hoursMax }: { readonly objectsMax: number; readonly hoursMax: number },
): Selection {
  const chosen: SelectedHour[] = [];
  let room = objectsMax;
  let isCut = false;
  for (const { hour, landed, compacted } of hours.toSorted((a, b) => (a.hour < b.hour ? -1 : 1))) {
    const known = new Set(compacted.map(nameOf));
    const fresh = landed.filter((object) => !known.has(nameOf(object)));
    if (fresh.length === 0) continue;
    if (room === 0 || chosen.length === hoursMax) {
      isCut = true;
      continue;
    }
    const selected = fresh.slice(0, room);
    room -= selected.length;
    isCut ||= selected.length < fresh.length;
    chosen.push({ hour, selected, compacted: [...compacted, ...selected] });
  }
  return { hours: chosen, isCut };
}

const nameOf = ({ key, etag }: LandingObject) => `${key} ${etag}`;
