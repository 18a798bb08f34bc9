import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { assertThat } from '#kernel/errors';
import type { Instant } from '#kernel/time/clock';
import { EXTERNAL_SCOPE, type FlagBook, type FlagOutcome, type FlagRun } from '#plays/fraud-ports';
import { FRAUD_RULES } from '#plays/fraud-rules';
import type { FraudFlagSet } from '#plays/ports';

export interface FlagBookOptions {
  readonly dynamodb: DynamoDBClient;
  readonly controlTable: string;
}

const count = z.number().int().nonnegative();
const flagSet = z.object({
  scope: z.string(),
  run: z.string(),
  flags: count,
  objects: z.array(z.object({ key: z.string(), rows: count, bytes: count, etag: z.string() })),
});
const outcomeSchema = z.object({ flags: flagSet, flaggedPlays: count });
const runSchema = z.object({
  periodId: z.string(),
  attempt: z.string(),
  sealRun: z.string(),
  rules: z.array(z.object({ name: z.enum(FRAUD_RULES), version: count, parameters: z.record(z.string(), z.number()) })),
  flaggedAt: z.string().transform((text) => text as Instant),
});
const runItem = z.object({ run: runSchema, failures: count, outcome: outcomeSchema.exactOptional() });

/**
 * Runs of rules in the control table: `FRAUD#<period_id>/A#<attempt>`, and `FRAUD#<period_id>/HEAD` the set in force; that of
 * flags from outside is `FRAUD#external/HEAD`.
 */
export function createFlagBook(options: FlagBookOptions): FlagBook {
  return {
    begin: (run) => begin(options, run),
    recordFailure: (run) => recordFailure(options, run),
    outcome: async (periodId, attempt) => (await findRun(options, periodId, attempt))?.outcome,
    complete: (run, outcome) => complete(options, run, outcome),
    async sealedFor(periodId) {
      const sets = await Promise.all([findSet(options, periodId), findSet(options, EXTERNAL_SCOPE)]);
      return sets.filter((set) => set !== undefined);
    },
  };
}

const attemptKey = (periodId: string, attempt: string) => ({ pk: `FRAUD#${periodId}`, sk: `A#${attempt}` });

async function begin(options: FlagBookOptions, run: Omit<FlagRun, 'failures'>): Promise<FlagRun> {
  const { dynamodb, controlTable } = options;
  const Item = marshall({ ...attemptKey(run.periodId, run.attempt), run, failures: 0 });
  await ifStill(() =>
    dynamodb.send(
      new PutItemCommand({ TableName: controlTable, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
    ),
  );
  const standing = await findRun(options, run.periodId, run.attempt);
  assertThat(
    standing !== undefined,
    `${run.periodId} attempt ${run.attempt} was there a moment ago; nothing removes it`,
  );
  return { ...standing.run, failures: standing.failures };
}

async function recordFailure({ dynamodb, controlTable }: FlagBookOptions, run: FlagRun): Promise<void> {
  await ifStill(() =>
    dynamodb.send(
      new UpdateItemCommand({
        TableName: controlTable,
        Key: marshall(attemptKey(run.periodId, run.attempt)),
        UpdateExpression: 'set failures = :next',
        ConditionExpression: 'failures = :failures and attribute_not_exists(outcome)',
        ExpressionAttributeValues: marshall({ ':next': run.failures + 1, ':failures': run.failures }),
      }),
    ),
  );
}

async function complete(options: FlagBookOptions, run: FlagRun, outcome: FlagOutcome): Promise<FlagOutcome> {
  const { dynamodb, controlTable } = options;
  await ifStill(() =>
    dynamodb.send(
      new UpdateItemCommand({
        TableName: controlTable,
        Key: marshall(attemptKey(run.periodId, run.attempt)),
        UpdateExpression: 'set outcome = :outcome',
        ConditionExpression: 'attribute_exists(pk) and attribute_not_exists(outcome)',
        ExpressionAttributeValues: marshall({ ':outcome': outcome }),
      }),
    ),
  );
  const standing = (await findRun(options, run.periodId, run.attempt))?.outcome;
  assertThat(
    standing !== undefined,
    `${run.periodId} attempt ${run.attempt} was never begun; a run begins before it ends`,
  );
  await ifStill(() =>
    dynamodb.send(
      new PutItemCommand({
        TableName: controlTable,
        Item: marshall({ pk: `FRAUD#${run.periodId}`, sk: 'HEAD', flagged_at: run.flaggedAt, set: standing.flags }),
        ConditionExpression: 'attribute_not_exists(pk) or flagged_at <= :at',
        ExpressionAttributeValues: marshall({ ':at': run.flaggedAt }),
      }),
    ),
  );
  return standing;
}

async function findRun(options: FlagBookOptions, periodId: string, attempt: string) {
  const item = await getItem(options, attemptKey(periodId, attempt));
  return item === undefined ? undefined : runItem.parse(item);
}

async function findSet(options: FlagBookOptions, scope: string): Promise<FraudFlagSet | undefined> {
  const item = await getItem(options, { pk: `FRAUD#${scope}`, sk: 'HEAD' });
  return item === undefined ? undefined : flagSet.parse(item['set']);
}

async function getItem({ dynamodb, controlTable }: FlagBookOptions, key: { readonly pk: string; readonly sk: string }) {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: controlTable, Key: marshall(key), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : unmarshall(Item);
}

async function ifStill(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
