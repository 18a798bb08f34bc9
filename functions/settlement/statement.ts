import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import type { BankDay } from '#settlement/bank-day';

export type StatementFormat = 'camt.053' | 'mt940' | 'bai2';

/** From where we stand: a credit brought money into our account, a debit took it out. */
export type Side = 'credit' | 'debit';

/** Names by which a bank says which payment a line is about; each is as the bank wrote it. */
export interface LineReferences {
  readonly endToEndId?: string;
  /** Names a whole batch of ours: `PmtInfId`. */
  readonly paymentInformationId?: string;
  /** Names a whole file of ours: `MsgId`. */
  readonly messageId?: string;
  readonly instructionId?: string;
  /** What the bank calls the booking. */
  readonly bankReference?: string;
}

/** One booked line: money that moved, as the bank says it. */
export interface StatementLine extends LineReferences {
  /** 1, 2, 3 … within its statement; a line that one booking breaks down to counts by itself. */
  readonly ordinal: number;
  /** Physical line of the file where it starts, 1-based. */
  readonly sourceLine: number;
  /** Ledger units, never negative; the side says the direction. */
  readonly units: Units;
  readonly side: Side;
  /** Whether the bank says that it takes back an earlier booking. */
  readonly isReversal: boolean;
  readonly bookedOn: BankDay;
  readonly valuedOn?: BankDay;
  /** The bank's own code of what happened. */
  readonly transactionCode?: string;
  /** Why a payment came back, such as `AC04`, where the bank says so. */
  readonly returnReason?: string;
  readonly counterparty?: { readonly name?: string; readonly account?: string };
  /** What the other side wrote. */
  readonly text?: string;
}

/** What stood on the account at the start or the end of a day; negative when overdrawn. */
export interface BookedBalance {
  readonly units: Units;
  readonly on: BankDay;
}

/** How many bookings and how much, on one side. */
export interface BookingTotals {
  readonly count: number;
  readonly units: Units;
}

/** A total that the file itself states; one that differs from the lines refuses the statement. */
export interface ControlTotal {
  /** What is counted, in words for a person: `TtlCdtNtries`. */
  readonly name: string;
  readonly of: Side | 'both';
  readonly count?: number;
  /** The sum of the amounts, whatever their side. */
  readonly units?: Units;
}

/** One account's bookings between two balances. */
export interface Statement {
  readonly format: StatementFormat;
  /** Unique within the account, as the bank numbers its statements. */
  readonly statementId: string;
  /** The account by the bank's own name: IBAN or number. */
  readonly accountAtBank: string;
  readonly currency: Currency;
  /** The bank's running number, where it numbers at all. */
  readonly sequence?: number;
  readonly opening?: BookedBalance;
  readonly closing?: BookedBalance;
  readonly credits: BookingTotals;
  readonly debits: BookingTotals;
  /** Bookings, with those that are broken down counted by their parts. */
  readonly lines: number;
  readonly controls: readonly ControlTotal[];
  /** Entries that are announced but not booked; they are counted and move nothing. */
  readonly notBooked: number;
  /** Why this cannot be settled, as the reader saw it: a balance in another currency, a corrected statement. */
  readonly obstacles: readonly string[];
  /** What was read otherwise than it stands there, such as 30 February. */
  readonly notes: readonly string[];
  readonly sourceLine: number;
  /** SHA-256 over balances and lines: what the statement says, however its file is wrapped. */
  readonly contentHash: string;
}

/** What a reader finds, in the order of the file: the lines of a statement, then the statement itself. */
export type StatementPart =
  | { readonly kind: 'line'; readonly line: StatementLine }
  | { readonly kind: 'statement'; readonly statement: Statement };

/** Pieces of one file; memory holds one piece and one booking at a time. */
export type StatementParts = AsyncIterable<readonly StatementPart[]>;
