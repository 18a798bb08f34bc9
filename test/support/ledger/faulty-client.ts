import { type DynamoDBClient, ExecuteTransactionCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { createDynamodbClient } from '#platform/clients/dynamodb';

/** A seeded source of numbers in [0, 1): the same seed, the same run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How often, 0 … 1, a write meets each fault that no local engine will produce on demand. */
export interface Faults {
  readonly conflict?: number;
  readonly throttled?: number;
  /** The write takes effect, and its answer is lost on the way. */
  readonly answerLost?: number;
}

/** Counts of what was injected. */
export type Injected = { -readonly [Name in keyof Faults]-?: number };

/** A client of the same engine whose ExecuteTransaction calls fail in AWS's own ways, by seed. */
export function faultyClient(
  engine: DynamoDBClient,
  faults: Faults,
  random: () => number,
): { readonly client: DynamoDBClient; readonly injected: Injected } {
  const { endpoint, region, credentials, signer } = engine.config;
  const client = createDynamodbClient({
    ...(endpoint && { endpoint }),
    signer,
    region,
    credentials,
    maxAttempts: 1,
  });
  const injected: Injected = { conflict: 0, throttled: 0, answerLost: 0 };
  const { conflict = 0, throttled = 0, answerLost = 0 } = faults;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context['commandName'] !== ExecuteTransactionCommand.name) return next(args);
      const draw = random();
      if (draw < conflict) {
        injected.conflict += 1;
        throw transactionConflict();
      }
      if (draw < conflict + throttled) {
        injected.throttled += 1;
        throw failure(
          'ProvisionedThroughputExceededException',
          'The level of configured provisioned throughput was exceeded',
        );
      }
      const answer = await next(args);
      if (draw < conflict + throttled + answerLost) {
        injected.answerLost += 1;
        throw failure('TimeoutError', 'socket hang up');
      }
      return answer;
    },
    { step: 'initialize' },
  );
  return { client, injected };
}

function transactionConflict(): Error {
  return new TransactionCanceledException({
    message: 'Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]',
    $metadata: {},
    CancellationReasons: [{ Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }],
  });
}

function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
