import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { DynamoDbReservationIndex } from '#ledger/adapters/dynamodb-reservation-index';
import { jitteredPause } from '#ledger/adapters/jittered-pause';
import type { Ledger } from '#ledger/ports';
import type { ReservationIndex } from '#ledger/reservation-index';
import { createLedger } from '#ledger/steps/create-ledger';
import { createLedgerAccess, type LedgerAccess } from '#ledger/steps/ledger-access';
import type { PayoutTermsSource } from '#ledger/steps/read-holder-balances';
import { DynamodbHoldBook } from '#payouts/adapters/dynamodb-hold-book';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { systemClock } from '#platform/clock';
import { holderDirectory } from '#platform/compose/holders';
import { readEnvironment } from '#platform/environment';

let access: LedgerAccess | undefined;

/** The ledger's steps' access; one for the process, since its turnstile orders all writers of the process. */
export function ledgerAccess(): LedgerAccess {
  access ??= createLedgerAccess({
    store: new DynamoDbLedgerStore(dynamodbClient, readEnvironment('LEDGER_TABLE').LEDGER_TABLE),
    clock: systemClock,
    pause: jitteredPause,
  });
  return access;
}

/** Where reservations are found by the time at which they expire. */
export function reservationIndex(): ReservationIndex {
  return new DynamoDbReservationIndex(dynamodbClient, readEnvironment('LEDGER_TABLE').LEDGER_TABLE);
}

/** The ledger, as other contexts' steps know it. */
export function ledger(): Ledger {
  return createLedger(ledgerAccess());
}

/** Holders' payout terms, from the holders' own directory, and whether a hold keeps them from being paid (R32). */
export function payoutTermsSource(): PayoutTermsSource {
  const directory = holderDirectory();
  const holds = new DynamodbHoldBook(dynamodbClient, readEnvironment('CONTROL_TABLE').CONTROL_TABLE);
  return {
    async termsOf(holderId) {
      const [holder, held] = await Promise.all([directory.getHolder(holderId), holds.holdsOn([holderId])]);
      return holder === undefined ? undefined : { ...holder, isOnHold: held.has(holderId) };
    },
  };
}
