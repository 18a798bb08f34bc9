import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { AccountId } from '#ledger/account';
import type { BankDay } from '#settlement/bank-day';
import type { MatchGround, Proposal } from '#settlement/match-line';
import type { BookedBalance, BookingTotals, StatementFormat, StatementLine } from '#settlement/statement';
import type { BankAccountKey } from '#settlement/statement-name';

/** The bank's balance held to our books. `difference` is zero or something is wrong; what is in transit is only on its way. */
export interface SettlementCheck {
  /** What the bank says, what `bank:<account>:<CUR>` says, and the first less the second. */
  readonly closing: Units;
  readonly ledger: Units;
  readonly difference: Units;
  /** What `bank:<CUR>` holds: money that our books say has moved and no statement has shown yet. */
  readonly inTransit: Units;
  readonly checkedAt: Instant;
}

/** `claimed`: it is the next of its chain, and its lines are being posted. `settled`: every line is posted. */
export type SettlementState = 'claimed' | 'settled';

/** A bank statement as it is kept; its lines are an object of their own. */
export interface StoredStatement extends BankAccountKey {
  readonly statementKey: string;
  readonly statementId: string;
  readonly accountAtBank: string;
  readonly format: StatementFormat;
  readonly sequence?: number;
  readonly opening: BookedBalance;
  readonly closing: BookedBalance;
  readonly credits: BookingTotals;
  readonly debits: BookingTotals;
  readonly lines: number;
  readonly notBooked: number;
  readonly contentHash: string;
  readonly dropId: string;
  /** Whether it is the first of its account: its opening balance waits for an explanation. */
  readonly isFirst: boolean;
  readonly state: SettlementState;
  readonly receivedAt: Instant;
  readonly settledAt?: Instant;
  readonly matched?: number;
  readonly open?: number;
  readonly check?: SettlementCheck;
}

/** What explains a line. */
export type Match =
  | {
      readonly kind: 'payments';
      readonly action: 'settle' | 'take-back' | 'pass-through';
      readonly by: MatchGround | 'person';
      readonly paymentIds: readonly string[];
    }
  | { readonly kind: 'remittance'; readonly reportId: string }
  | { readonly kind: 'account'; readonly account: AccountId };

/** Who said so. */
export interface MatchAuthority {
  readonly subject: string;
  readonly note?: string;
  readonly approvedBy?: string;
}

/** `resolving`: its explanation is fixed, and being carried out. */
export type OpenLineState = 'open' | 'awaiting-approval' | 'resolving' | 'matched';

/** A line that had no explanation when its statement was settled, until it has one. */
export interface OpenLine extends BankAccountKey {
  readonly lineId: string;
  readonly statementKey: string;
  readonly line: StatementLine;
  readonly reason: string;
  readonly proposals: readonly Proposal[];
  readonly state: OpenLineState;
  readonly match?: Match;
  readonly authority?: MatchAuthority;
  readonly openedAt: Instant;
  readonly matchedAt?: Instant;
  /** 1, 2, 3 …: every change is made on the revision before. */
  readonly revision: number;
}

/** The day by which an open line is aged, and on which its postings are effective. */
export const agedFrom = ({ line }: OpenLine): BankDay => line.bookedOn;
