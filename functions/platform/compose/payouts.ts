import type { Entry } from '#ledger/entry';
import { STRICT_RATES } from '#ledger/exchange-ports';
import { shardsOf } from '#ledger/shard';
import { DynamodbHoldBook } from '#payouts/adapters/dynamodb-hold-book';
import { DynamodbPayoutRegister } from '#payouts/adapters/dynamodb-payout-register';
import { createPayoutBell } from '#payouts/adapters/event-bridge-payout-bell';
import { S3PayoutFiles } from '#payouts/adapters/s3-payout-files';
import { StepFunctionsPayouts } from '#payouts/adapters/step-functions-payouts';
import type {
  HoldRegister,
  PayableHistory,
  PayoutBell,
  PayoutExecutions,
  PayoutFiles,
  PayoutRates,
  PayoutRegister,
} from '#payouts/ports';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { eventBridgeClient } from '#platform/clients/event-bridge';
import { s3Client } from '#platform/clients/s3';
import { stepFunctionsClient } from '#platform/clients/step-functions';
import { exchangeRates } from '#platform/compose/exchange';
import { destinationBook, holderDirectory, taxFormBook } from '#platform/compose/holders';
import { ledger, ledgerAccess } from '#platform/compose/ledger';
import { createPayableAccounts } from '#platform/compose/payable-accounts';
import { readEnvironment } from '#platform/environment';

const controlTable = () => readEnvironment('CONTROL_TABLE').CONTROL_TABLE;

export function payoutRegister(): PayoutRegister {
  return new DynamodbPayoutRegister(dynamodbClient, controlTable());
}

export function holdRegister(): HoldRegister {
  return new DynamodbHoldBook(dynamodbClient, controlTable());
}

export function payoutFiles(): PayoutFiles {
  return new S3PayoutFiles(s3Client, readEnvironment('DOCUMENTS_BUCKET').DOCUMENTS_BUCKET);
}

export function payoutExecutions(): PayoutExecutions {
  return new StepFunctionsPayouts(stepFunctionsClient, readEnvironment('PAYOUT_RUN_ARN').PAYOUT_RUN_ARN);
}

export function payoutBell(): PayoutBell {
  return createPayoutBell(eventBridgeClient, readEnvironment('EVENT_BUS').EVENT_BUS);
}

/** Everything that planning reads, and the ledger that it reserves in. */
export function planningPorts() {
  const accounts = createPayableAccounts(ledgerAccess());
  return {
    register: payoutRegister(),
    accounts,
    directory: holderDirectory(),
    destinations: destinationBook(),
    taxForms: taxFormBook(),
    holds: holdRegister(),
    rates: payoutRates(),
    ledger: accounts,
  };
}

/** What clearing looks at once more, and the ledger that it voids in. */
export function clearingPorts() {
  return {
    register: payoutRegister(),
    directory: holderDirectory(),
    destinations: destinationBook(),
    holds: holdRegister(),
    ledger: ledger(),
  };
}

/** The history of payable accounts, from the ledger's own entries. */
export function payableHistory(): PayableHistory {
  const { store } = ledgerAccess();
  return {
    async through(account, transactionId) {
      const [shard] = shardsOf(account);
      const entries: Entry[] = [];
      let before: number | undefined;
      while (shard !== undefined) {
        const page = await store.entriesBefore({ shard, limit: 200, ...(before !== undefined && { before }) });
        entries.push(...page);
        before = page.at(-1)?.sequence;
        if (before === undefined || before <= 1) break;
      }
      const oldestFirst = entries.toReversed();
      const last = oldestFirst.findIndex((entry) => entry.transactionId === transactionId);
      return oldestFirst.slice(0, last + 1);
    },
  };
}

/** The day's own rates, and no other day's (R26). */
export function payoutRates(): PayoutRates {
  const rates = exchangeRates();
  return {
    async rateOn(question) {
      const answer = await rates.rateFor({ ...question, policy: STRICT_RATES });
      return answer.kind === 'rate' ? answer : { detail: answer.reason };
    },
  };
}
