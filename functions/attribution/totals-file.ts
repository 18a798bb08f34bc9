import { z } from 'zod';
import type { HolderTotal, RunFigures, UnattributedTotal } from '#attribution/run-figures';
import { totalText } from '#attribution/run-figures';
import { canonicalJson } from '#kernel/canonical-json';
import { compareUtf8 } from '#kernel/utf8-order';

const holderLine = z.strictObject({ holder_id: z.string(), amount: z.string() });
const unattributedLine = z.strictObject({
  track_id: z.string(),
  rights_type: z.string(),
  amount: z.string(),
  reason: z.string(),
  plays: z.number().int(),
});
const line = z.union([holderLine, unattributedLine]);

/** A run's totals as the ledger's posting reads them. */
export type RunTotals = Pick<RunFigures, 'holders' | 'unattributed'>;

/** JSON lines of 20-decimal totals: one per holder, then one per (track, type) that nobody claims, each sorted by its ids. */
export function totalsText({ holders, unattributed }: RunTotals): string {
  const holderLines = holders
    .toSorted((left, right) => compareUtf8(left.rightsHolderId, right.rightsHolderId))
    .map(({ rightsHolderId, amount }) => canonicalJson({ holder_id: rightsHolderId, amount: totalText(amount) }));
  const unattributedLines = unattributed
    .toSorted(
      (left, right) => compareUtf8(left.trackId, right.trackId) || compareUtf8(left.rightsType, right.rightsType),
    )
    .map(({ trackId, rightsType, amount, reason, plays }) =>
      canonicalJson({ track_id: trackId, rights_type: rightsType, amount: totalText(amount), reason, plays }),
    );
  return [...holderLines, ...unattributedLines].map((text) => `${text}\n`).join('');
}

/** Reads what `totalsText` wrote; throws when it is not that. */
export function parseTotals(text: string): RunTotals {
  const holders: HolderTotal[] = [];
  const unattributed: UnattributedTotal[] = [];
  for (const json of text.split('\n').filter((one) => one !== '')) {
    const read = line.parse(JSON.parse(json));
    if ('holder_id' in read) holders.push({ rightsHolderId: read.holder_id, amount: read.amount });
    else {
      const { track_id: trackId, rights_type: rightsType, ...rest } = read;
      unattributed.push({ trackId, rightsType, ...rest });
    }
  }
  return { holders, unattributed };
}

/** Where a run's totals stand in the lake. */
export function totalsKey(periodId: string, run: string): string {
  return `attribution_totals/period_id=${periodId}/run=${run}/totals.jsonl`;
}
