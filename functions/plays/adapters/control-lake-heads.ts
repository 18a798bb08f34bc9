import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { LakeHead, LakeHeads, LeaseOutcome } from '#plays/compaction-ports';
import { runName } from '#plays/play-lake';

export interface LakeHeadsOptions {
  readonly dynamodb: DynamoDBClient;
  readonly controlTable: string;
}

const KEY = { pk: 'COMPACTION#PLAYS', sk: 'HEAD' } as const;
/** Every contender reads and writes one item; more rivals than this at once are no rivals but a fault. */
const RACES_MAX = 50;

const headItem = z.object({
  lake_version: z.number().int().default(0),
  lake_key: z.string().optional(),
  last_run: z.number().int().default(0),
  seals: z.number().int().default(0),
  begun_runs: z.number().int().default(0),
  lease_run: z.string().optional(),
  lease_holder: z.string().optional(),
  lease_until_ms: z.number().optional(),
});
type HeadItem = z.infer<typeof headItem>;

/** The head of the play lake in the control table: `COMPACTION#PLAYS/HEAD`. */
export function createLakeHeads(options: LakeHeadsOptions): LakeHeads {
  return {
    head: async () => headOf(await read(options)),
    acquire: (request) => acquire(options, request),
    renew: (run, untilMs) =>
      update(options, 'set lease_until_ms = :until', 'lease_run = :run', { ':run': run, ':until': untilMs }),
    async release(run) {
      await update(options, 'remove lease_run, lease_holder, lease_until_ms', 'lease_run = :run', { ':run': run });
    },
    commit: (commit) => commitRun(options, commit),
  };
}

async function acquire(
  options: LakeHeadsOptions,
  { holder, nowMs, untilMs }: Parameters<LakeHeads['acquire']>[0],
): Promise<LeaseOutcome> {
  for (let race = 0; race < RACES_MAX; race += 1) {
    const item = await read(options);
    const { lease_run: standing, lease_holder: by, lease_until_ms: until = 0, begun_runs: begun } = item;
    if (standing !== undefined && by !== holder && until > nowMs) return { kind: 'busy', run: standing };
    const lease = { run: runName(begun + 1), number: begun + 1 };
    // The number is the fence: whoever read the same head with us takes the same one, and only one of us gets it.
    const isTaken = await update(
      options,
      'set begun_runs = :number, lease_run = :run, lease_holder = :holder, lease_until_ms = :until',
      `(attribute_not_exists(begun_runs) or begun_runs = :begun) and ${standing === undefined ? 'attribute_not_exists(lease_run)' : 'lease_run = :standing and lease_until_ms = :standing_until'}`,
      {
        ':number': lease.number,
        ':run': lease.run,
        ':holder': holder,
        ':until': untilMs,
        ':begun': begun,
        ...(standing !== undefined && { ':standing': standing, ':standing_until': until }),
      },
    );
    if (isTaken)
      return {
        kind: 'acquired',
        lease,
        head: headOf(item),
        ...(standing !== undefined && { abandoned: standing }),
      };
  }
  throw new Error(`The lease of the play lake changed hands ${RACES_MAX} times in a row; begin again later`);
}

async function commitRun(
  options: LakeHeadsOptions,
  { lease, from, lakeKey }: Parameters<LakeHeads['commit']>[0],
): Promise<'committed' | 'overtaken'> {
  const isDone = await update(
    options,
    'set lake_version = :next, lake_key = :key, last_run = :number remove lease_run, lease_holder, lease_until_ms',
    `lease_run = :run and ${countIs('lake_version', from.version)} and ${countIs('seals', from.seals)}`,
    {
      ':next': from.version + 1,
      ':key': lakeKey,
      ':number': lease.number,
      ':run': lease.run,
      ':lake_version': from.version,
      ':seals': from.seals,
    },
  );
  if (isDone || (await read(options)).lake_key === lakeKey) return 'committed';
  return 'overtaken';
}

/** An absent count is zero. */
function countIs(name: string, value: number): string {
  return value === 0 ? `(attribute_not_exists(${name}) or ${name} = :${name})` : `${name} = :${name}`;
}

async function read({ dynamodb, controlTable }: LakeHeadsOptions): Promise<HeadItem> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: controlTable, Key: marshall(KEY), ConsistentRead: true }),
  );
  return headItem.parse(Item === undefined ? {} : unmarshall(Item));
}

/** False when the condition does not hold. */
async function update(
  { dynamodb, controlTable }: LakeHeadsOptions,
  expression: string,
  condition: string,
  values: Readonly<Record<string, string | number>>,
): Promise<boolean> {
  try {
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: controlTable,
        Key: marshall(KEY),
        UpdateExpression: expression,
        ConditionExpression: condition,
        ExpressionAttributeValues: marshall(values),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function headOf({ lake_version: version, lake_key, last_run, seals }: HeadItem): LakeHead {
  return { version, lastRun: last_run, seals, ...(lake_key !== undefined && { lakeKey: lake_key }) };
}
