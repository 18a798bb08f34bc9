import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import type { AccountId } from '#ledger/account';
import type { CarriedBalance } from '#payouts/carried';
import type { Hold } from '#payouts/hold';
import type { Notice } from '#payouts/notice';
import type { Payment, PaymentRecord, PaymentStateChange } from '#payouts/payment';
import type { TracedEntry } from '#payouts/period-trace';
import type { PayableBalance, PayoutRate } from '#payouts/plan-holder';
import type { PayoutRun, RunEvent } from '#payouts/run';
import type { TaxEntry } from '#payouts/tax-entry';

/** What one holder is paid and what is carried; it is stored whole or not at all. */
export interface StoredPlan {
  readonly payments: readonly Payment[];
  /** With the account that each balance stands on. */
  readonly carried: readonly (CarriedBalance & { readonly account: AccountId })[];
}

/** One more state of a payment, with what becomes true in the same write. */
export interface PaymentMove {
  readonly payment: Payment;
  readonly change: PaymentStateChange;
  readonly tax?: TaxEntry | undefined;
  readonly notice?: Notice | undefined;
}

export interface RunPage<Item> {
  readonly items: readonly Item[];
  /** The position after which the next page starts; absent on the last one. */
  readonly nextAfter?: string;
}

export interface PageQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

/** Payout runs and their payments. A run's record moves under a lock; plans and states are inserted and never change. */
export interface PayoutRegister {
  createRun(run: PayoutRun, event: RunEvent): Promise<'created' | 'exists'>;
  findRun(runId: string): Promise<PayoutRun | undefined>;
  /** Replaces the record of the revision before; `stale` when another writer was faster. */
  saveRun(run: PayoutRun, event?: RunEvent): Promise<'saved' | 'stale'>;
  events(runId: string): Promise<readonly RunEvent[]>;
  /** Newest first. */
  listRuns(query: PageQuery): Promise<RunPage<PayoutRun>>;
  /** Stores plans of holders, all or none; `exists` when one of them was stored before. */
  addPlans(runId: string, plans: readonly StoredPlan[]): Promise<'added' | 'exists'>;
  /** What was planned before for these accounts. */
  findPlanned(runId: string, accounts: readonly AccountId[]): Promise<StoredPlan>;
  findPayment(runId: string, paymentId: string): Promise<PaymentRecord | undefined>;
  /** By payment id. */
  payments(runId: string, query: PageQuery): Promise<RunPage<PaymentRecord>>;
  /** By account. */
  carried(runId: string, query: PageQuery): Promise<RunPage<CarriedBalance>>;
  /** Appends states; one whose ordinal is taken stays as it was first, and the others are appended all the same. */
  appendStates(moves: readonly PaymentMove[]): Promise<void>;
  /** Keeps what one page of a run takes from periods; the same page again replaces its own. */
  recordPeriods(runId: string, page: string, sums: readonly PeriodSum[]): Promise<void>;
  taxEntries(holderId: string, year: string): Promise<readonly TaxEntry[]>;
  /** Newest first. */
  notices(holderId: string, query: PageQuery): Promise<RunPage<Notice>>;
}

/** What payments of a run take of one period's earnings. */
export interface PeriodSum {
  readonly periodId: string;
  readonly currency: Currency;
  readonly units: Units;
  readonly payments: number;
}

/** The history of payable accounts. */
export interface PayableHistory {
  /** An account's entries up to and with that of the transaction, oldest first. */
  through(account: AccountId, transactionId: string): Promise<readonly TracedEntry[]>;
}

/** A holder with every balance that they have. */
export interface PayableHolder {
  readonly holderId: string;
  readonly balances: readonly PayableBalance[];
}

/** The holders to whom the ledger owes or ever owed something, by id. */
export interface PayableAccounts {
  page(query: PageQuery): Promise<RunPage<PayableHolder>>;
}

/** Why nothing may be paid to a holder at present. */
export interface HoldBook {
  holdsOn(holderIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** The same with its writing side. */
export interface HoldRegister extends HoldBook {
  record(hold: Hold): Promise<void>;
}

/** The daily rates (R26). */
export interface PayoutRates {
  /** The rate of that very day, or the sentence that names the missing date and pair; never another day's. */
  rateOn(of: {
    readonly date: string;
    readonly base: Currency;
    readonly quote: Currency;
  }): Promise<PayoutRate | { readonly detail: string }>;
}

/** The executions of `payout-run`, named `<run id>-<attempt>`. */
export interface PayoutExecutions {
  /** Starts one; a name that was used before is the same execution and is left alone. */
  start(execution: { readonly runId: string; readonly attempt: number }): Promise<void>;
  /** Wakes the execution that waits with this token; a token that nobody waits with any more is ignored. */
  wake(taskToken: string): Promise<void>;
}

/** The files of runs, each written once for good. */
export interface PayoutFiles {
  /** Stores the bytes under a key that nothing holds yet; `differs` when other bytes stand there. */
  putOnce(file: {
    readonly key: string;
    readonly body: string;
    readonly mediaType: string;
    readonly checksum: string;
  }): Promise<'stored' | 'differs'>;
  /** An address under which the file can be fetched for a while. */
  downloadUrl(key: string, fileName: string): Promise<string>;
}

/** Tells whoever listens on the platform's bus. */
export interface PayoutBell {
  ring(event: {
    readonly type: 'Payout Run Awaits Approval' | 'Payout Run Submitted' | 'Payment Rejected' | 'Payment Returned';
    readonly detail: Readonly<Record<string, string>>;
  }): Promise<void>;
}
