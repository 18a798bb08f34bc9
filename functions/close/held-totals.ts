import type { EarningTotals } from '#close/earnings';
import type { Period } from '#close/period';
import type { TotalsReader } from '#close/ports';

/** The sets of totals from which a period posted to holding: of its own plays, and of late plays that it paid (R29). */
export async function heldTotals(
  totals: TotalsReader,
  { proof, freeze }: Pick<Period, 'proof' | 'freeze'>,
): Promise<readonly EarningTotals[]> {
  const corrections = freeze?.pool.corrections;
  const own = proof?.totalsKey === undefined ? [] : [await totals.read(proof.totalsKey)];
  return corrections === undefined ? own : [...own, (await totals.readCorrections(corrections.totalsKey)).late];
}

/** Whether a period may have posted anything to holding, as far as its record tells. */
export function mayHold({ proof, freeze }: Pick<Period, 'proof' | 'freeze'>): boolean {
  const holdsOwn = proof?.totalsKey !== undefined && !/^0(\.0*)?$/.test(proof.unattributed);
  return holdsOwn || (freeze?.pool.corrections?.sources ?? []).some(({ kind }) => kind === 'late');
}
