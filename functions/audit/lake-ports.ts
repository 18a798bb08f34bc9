import type { Instant } from '#kernel/time/clock';

/** The faults that the questions to the copy look for; the names of their checks. */
export const LAKE_CHECKS = [
  'trial-balance',
  'transactions',
  'sequences',
  'chains',
  'balances',
  'headers',
  'clearing',
  'holding',
  'stuck-transactions',
  'reservations',
] as const;
export type LakeCheck = (typeof LAKE_CHECKS)[number];

/** One line of an answer: what is wrong, and where. */
export interface LakeFault {
  readonly check: LakeCheck;
  readonly account?: string;
  readonly entry?: string;
  readonly transactionId?: string;
  readonly detail: string;
}

/** What may stand for how long: whatever is older than these instants is a fault. */
export interface AgeLimits {
  readonly unattributedSince: Instant;
  readonly othersSince: Instant;
  readonly pendingSince: Instant;
  readonly waitingSince: Instant;
  readonly expiredSince: Instant;
}

/** Questions to the copy of the ledger in the lake. */
export interface LedgerLake {
  /** All faults that there are by the cut, a thousand at most, by check. */
  faults(cut: Instant, limits: AgeLimits): Promise<readonly LakeFault[]>;
}

/** Whether a process behind a clearing account is over; `unknown` when nobody has heard of it. */
export interface ProcessDesk {
  standOf(process: { readonly process: string; readonly id: string }): Promise<'open' | 'over' | 'unknown'>;
}
