import { z } from 'zod';
import { canonicalJson } from '#kernel/canonical-json';
import { compareUtf8 } from '#kernel/utf8-order';

/** What the lines of a release sum to for one holder of a track under a rights type; 20 decimals. */
export interface ReleaseTotal {
  readonly trackId: string;
  readonly rightsType: string;
  readonly holderId: string;
  readonly lines: number;
  readonly amount: string;
}

const line = z.strictObject({
  track_id: z.string(),
  rights_type: z.string(),
  holder_id: z.string(),
  lines: z.number().int(),
  amount: z.string(),
});

/** The run of the lake under which a release to a bridge version stands, beside the runs that attempts number: `release-7`. */
export function releaseRun(bridgeVersion: number): string {
  return `release-${bridgeVersion}`;
}

/** Where a release's totals stand in the lake. */
export function releaseTotalsKey(periodId: string, bridgeVersion: number): string {
  return `release_totals/period_id=${periodId}/run=${releaseRun(bridgeVersion)}/totals.jsonl`;
}

/** JSON lines, sorted by track, rights type and holder: the same release gives the same bytes. */
export function releaseTotalsText(totals: readonly ReleaseTotal[]): string {
  return totals
    .toSorted(
      (left, right) =>
        compareUtf8(left.trackId, right.trackId) ||
        compareUtf8(left.rightsType, right.rightsType) ||
        compareUtf8(left.holderId, right.holderId),
    )
    .map(({ trackId, rightsType, holderId, lines, amount }) =>
      canonicalJson({ track_id: trackId, rights_type: rightsType, holder_id: holderId, lines, amount }),
    )
    .map((text) => `${text}\n`)
    .join('');
}

/** Reads what `releaseTotalsText` wrote; throws when it is not that. */
export function parseReleaseTotals(text: string): readonly ReleaseTotal[] {
  return text
    .split('\n')
    .filter((json) => json !== '')
    .map((json) => {
      const { track_id: trackId, rights_type: rightsType, holder_id: holderId, ...rest } = line.parse(JSON.parse(json));
      return { trackId, rightsType, holderId, ...rest };
    });
}
