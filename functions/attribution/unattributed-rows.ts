import type { CorrectionTotal } from '#attribution/corrections';
import { totalText, type UnattributedTotal } from '#attribution/run-figures';
import { assertThat } from '#kernel/errors';
import { addDecimals, formatDecimal, parseDecimal } from '#kernel/money/decimal';

/** Why a late play's part stands in holding: no right covered it when a period paid it (R29). */
const LATE_REASON = 'late-plays';

/** What a period put into holding, by track and type: its own plays' first, then what late plays add (R10, R29). */
export function unattributedRows(
  own: readonly UnattributedTotal[],
  corrections: readonly CorrectionTotal[],
): readonly UnattributedTotal[] {
  const rows = new Map(own.map((row) => [claimKey(row), row]));
  for (const { kind, rights_holder_id, track_id: trackId, rights_type: rightsType, lines, amount } of corrections) {
    if (kind !== 'late' || rights_holder_id !== '') continue;
    const key = claimKey({ trackId, rightsType });
    const row = rows.get(key) ?? { trackId, rightsType, reason: LATE_REASON, plays: 0, amount: '0' };
    rows.set(key, { ...row, plays: row.plays + lines, amount: sumText(row.amount, amount) });
  }
  return [...rows.values()];
}

/** The key of a claim: a tab is in no id. */
export function claimKey({ trackId, rightsType }: Pick<UnattributedTotal, 'trackId' | 'rightsType'>): string {
  return `${trackId}\t${rightsType}`;
}

function sumText(left: string, right: string): string {
  const [one, other] = [parseDecimal(left), parseDecimal(right)];
  assertThat(one !== undefined && other !== undefined, `${left} and ${right} are totals of lines, so decimals`);
  return totalText(formatDecimal(addDecimals(one, other)));
}
