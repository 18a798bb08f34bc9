import type { PeriodRun } from '#analytics/ports';
import type { Period } from '#close/period';

export type AttributedRun =
  | { readonly kind: 'attributed'; readonly lines: PeriodRun; readonly currency: string }
  /** Frozen, and nothing was there to divide (R13, R18). */
  | { readonly kind: 'nothing-attributed'; readonly currency: string }
  | { readonly kind: 'not-proven'; readonly state: string };

/** Which lines of a period count: those that its proof holds for. */
export function attributedRun({ periodId, state, freeze, proof }: Period): AttributedRun {
  if (freeze === undefined) return { kind: 'not-proven', state };
  const { currency } = freeze.pool;
  if (freeze.perStreamRate === undefined) return { kind: 'nothing-attributed', currency };
  return proof === undefined
    ? { kind: 'not-proven', state }
    : { kind: 'attributed', lines: { periodId, run: proof.run }, currency };
}
