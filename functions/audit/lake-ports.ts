import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { HeldReason } from '#ledger/holding-terms';

/** The faults that the questions to the copy look for; the names of their checks. */
export const LAKE_CHECKS = [
  'trial-balance',
  'transactions',
  'sequences',
  'chains',
  'balances',
  'snapshots',
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
  /** By the reason for which money is held; one without a limit is there by design. */
  readonly heldSince: Readonly<Record<Exclude<HeldReason, 'residual'>, Instant>>;
  readonly pendingSince: Instant;
  readonly waitingSince: Instant;
  readonly expiredSince: Instant;
}

/** Questions to the copy of the ledger in the lake. */
export interface LedgerLake {
  /** All faults that there are by the cut, a thousand at most, by check. */
  faults(cut: Instant, limits: AgeLimits): Promise<readonly LakeFault[]>;
  /** What the entries of each period's distribution say by the cut, by period id. */
  periodShares(cut: Instant): Promise<ReadonlyMap<string, PeriodShares>>;
}

/** What a period gave to holders, to what nobody claims yet, and to the next pool; ledger units. */
export interface PeriodShares {
  readonly holders: Units;
  readonly unattributed: Units;
  readonly residual: Units;
}

/** Whether a process behind a clearing account is over; `unknown` when nobody has heard of it. */
export interface ProcessDesk {
  standOf(process: { readonly process: string; readonly id: string }): Promise<'open' | 'over' | 'unknown'>;
}
