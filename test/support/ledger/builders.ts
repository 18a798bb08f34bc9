import { type Clock, type Instant, instantOf } from '#kernel/time/clock';
import { type AccountId, accountOf, parseAccount } from '#ledger/account';
import type { Posting, TransactionDraft } from '#ledger/journal-transaction';
import type { Ledger } from '#ledger/ports';
import { createLedger } from '#ledger/steps/create-ledger';
import { createLedgerAccess, type LedgerAccess } from '#ledger/steps/ledger-access';
import type { LedgerStore, Pause } from '#ledger/store';
import { units } from '#test/support/money';

export const MAY_1 = instantOf(Date.UTC(2025, 4, 1));

/** The account of that path, or a failed test. */
export function anAccount(path: string): AccountId {
  const account = parseAccount(path);
  if (account === undefined) throw new Error(`${path} is not in the chart of accounts`);
  return account.id;
}

/** Moves `amount` from the debit account to the credit account. */
export function aPosting(debit: string, credit: string, amount: string): Posting {
  const account = accountOf(anAccount(debit));
  return { debit: account.id, credit: anAccount(credit), units: units(amount), currency: account.currency };
}

/** A transaction that shows only what matters; effective on 1 May 2025 unless it says otherwise. */
export function aDraft(
  id: string,
  postings: readonly Posting[],
  rest: Partial<Omit<TransactionDraft, 'id' | 'postings'>> = {},
): TransactionDraft {
  return {
    id,
    kind: 'remittance',
    postings,
    effectiveAt: MAY_1,
    source: { type: 'test', id },
    correlationId: 'c-1',
    actor: { subject: 'tester' },
    ...rest,
  };
}

/** A clock that a test moves. */
export interface MovableClock extends Clock {
  moveTo(instant: Instant): void;
  advance(milliseconds: number): void;
}

/** A clock that stands at `start` until the test moves it. */
export function aClock(start: Instant = MAY_1): MovableClock {
  let now = Date.parse(start);
  return {
    now: () => instantOf(now),
    moveTo: (instant) => {
      now = Date.parse(instant);
    },
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}

/** Goes on at once, but lets everybody else have a turn first. */
export const yieldingPause: Pause = { beforeAttempt: () => new Promise((resolve) => setImmediate(resolve)) };

/** A ledger over a store, with a clock that a test moves. */
export function aLedger(
  store: LedgerStore,
  clock: MovableClock = aClock(),
  pause: Pause = yieldingPause,
): { readonly ledger: Ledger; readonly access: LedgerAccess; readonly clock: MovableClock } {
  const access = createLedgerAccess({ store, clock, pause });
  return { ledger: createLedger(access), access, clock };
}
