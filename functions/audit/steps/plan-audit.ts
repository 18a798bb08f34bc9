import type { Clock, Instant } from '#kernel/time/clock';
import { cutBefore } from '#ledger/recorded-cut';

export interface AuditPlan {
  readonly cut: Instant;
  /** One item for each task. */
  readonly groups: readonly { readonly names: readonly string[]; readonly cut: Instant }[];
}

/** What one run checks, all of it by one cut, so that its results belong together. */
export function planAudit(groups: readonly (readonly string[])[], clock: Clock): AuditPlan {
  const cut = cutBefore(clock.now());
  return { cut, groups: groups.map((names) => ({ names, cut })) };
}
