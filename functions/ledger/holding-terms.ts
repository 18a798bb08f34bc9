import type { HoldingReason } from '#ledger/account';

/** Why money is held, or `unexplained`: it left the bank for a reason not known yet. */
export type HeldReason = HoldingReason | 'unexplained';

export interface HoldingTerms {
  /** Days after which somebody should have decided; `null`: it is there by design and never overdue. */
  readonly overdueAfterDays: number | null;
  /** How it gets out. */
  readonly releasePath: string;
}

/** How long money is held for each reason, and how it gets out. */
export const holdingTerms: Readonly<Record<HeldReason, HoldingTerms>> = {
  unattributed: {
    overdueAfterDays: 365,
    releasePath: 'Drop the missing rights under rights/; the daily release pays them at the frozen rate (R10)',
  },
  residual: { overdueAfterDays: null, releasePath: 'The country’s next period takes it as its carry (R15)' },
  unmatched: {
    overdueAfterDays: 10,
    releasePath: 'Match the bank’s line: POST /v1/settlement/unmatched/{id}/match',
  },
  disputed: {
    overdueAfterDays: 365,
    releasePath: 'Resolve the dispute, then move it by a manual transaction of two people',
  },
  returned: {
    overdueAfterDays: 30,
    releasePath: 'Correct the destination, then move it back by a manual transaction of two people',
  },
  unexplained: {
    overdueAfterDays: 10,
    releasePath: 'Match the bank’s line: POST /v1/settlement/unmatched/{id}/match',
  },
};

/** Days of age at which a bucket of the ageing report begins, the last one open. */
export const AGE_BUCKETS = [0, 31, 91, 366] as const;

/** The bucket of an age in whole days: where it begins, and the next begins. */
export function bucketOf(ageDays: number): { readonly from: number; readonly before: number | null } {
  const index = AGE_BUCKETS.findLastIndex((from) => from <= ageDays);
  return { from: AGE_BUCKETS[Math.max(index, 0)] ?? 0, before: AGE_BUCKETS[Math.max(index, 0) + 1] ?? null };
}
