import type { Instant } from '#kernel/time/clock';
import type { Rail } from '#payouts/payment-batch';

/**
 * Where a payout run stands. `planning` → `awaiting_approval` → `approved` → `submitted` → `completed`; or it ends as `empty`, `expired`
 * or, when nothing of it could be paid after all, `completed` with no file.
 */
export const RUN_STATES = [
  'planning',
  'awaiting_approval',
  'approved',
  'submitted',
  'completed',
  'empty',
  'expired',
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** What comes after what. */
const NEXT: Readonly<Record<RunState, readonly RunState[]>> = {
  planning: ['awaiting_approval', 'empty'],
  awaiting_approval: ['approved', 'expired'],
  approved: ['submitted', 'expired'],
  submitted: ['completed'],
  completed: [],
  empty: [],
  expired: [],
};

export function mayFollow(from: RunState, to: RunState): boolean {
  return from === to || NEXT[from].includes(to);
}

/** The amounts of one currency, decimals of ledger scale. */
export interface RunTotal {
  readonly currency: string;
  readonly payments: number;
  readonly net: string;
  readonly tax: string;
}

export interface RunApproval {
  readonly digest: string;
  readonly approvedBy: string;
  readonly approvedAt: Instant;
}

/** A file of a run, once it stands in the documents bucket. */
export interface RunFile {
  readonly batchId: string;
  readonly rail: Rail;
  readonly currency: string;
  readonly name: string;
  readonly key: string;
  readonly mediaType: string;
  /** SHA-256 of its bytes, hex; also on every reservation that it instructs. */
  readonly checksum: string;
  readonly payments: number;
}

/** One act of paying. */
export interface PayoutRun {
  readonly runId: string;
  readonly state: RunState;
  /** Everybody who asked for it or set it going again; none of them may approve it. */
  readonly preparedBy: readonly string[];
  /** The day on which banks are asked to pay. */
  readonly executionDate: string;
  readonly attempt: number;
  readonly totals: readonly RunTotal[];
  readonly carriedCount: number;
  /** SHA-256 over payees, destinations and amounts: what approvers repeat. */
  readonly digest?: string;
  readonly approversNeeded: number;
  readonly approvals: readonly RunApproval[];
  /** After this nobody approves it any more. */
  readonly expiresAt?: Instant;
  /** When its reservations end by themselves, unless they were instructed. */
  readonly reservedUntil: Instant;
  readonly taskToken?: string | undefined;
  /** The sentence of a fault that stopped it, until somebody resumes it. */
  readonly fault?: string | undefined;
  readonly files: readonly RunFile[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly revision: number;
}

export interface RunEvent {
  readonly step: string;
  readonly at: Instant;
  readonly note: string;
  readonly actor?: string;
}

/** Those among the approvals that count: of the run's very digest, by different people, none of whom prepared it. */
export function countedApprovals(run: Pick<PayoutRun, 'digest' | 'approvals' | 'preparedBy'>): readonly RunApproval[] {
  const counted = new Map<string, RunApproval>();
  for (const approval of run.approvals)
    if (
      approval.digest === run.digest &&
      !run.preparedBy.includes(approval.approvedBy) &&
      !counted.has(approval.approvedBy)
    )
      counted.set(approval.approvedBy, approval);
  return [...counted.values()];
}

/** Whether as many people as it needs approved exactly what the run pays. */
export function isApproved(run: PayoutRun): boolean {
  return run.digest !== undefined && countedApprovals(run).length >= run.approversNeeded;
}

/** Whether it is too late to approve it. */
export function isExpired({ state, expiresAt }: PayoutRun, now: Instant): boolean {
  return state === 'expired' || (state === 'awaiting_approval' && expiresAt !== undefined && expiresAt <= now);
}
