import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, type ListObjectsV2CommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { PlayTraces, TracedRun } from '#close/ports';

export interface LakePlayTracesOptions {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly controlTable: string;
  readonly lakeBucket: string;
}

const RUNS = 'plays/compaction_run=';
const MARK = { pk: 'PERIOD#TRACES', sk: 'HEAD' };
const markSchema = z.object({ through: z.string() });

/** Reads the names of the partitions of the lake's table `plays`, run by run; how far, stands in `PERIOD#TRACES`. */
export class LakePlayTraces implements PlayTraces {
  readonly #options: LakePlayTracesOptions;

  constructor(options: LakePlayTracesOptions) {
    this.#options = options;
  }

  async unread(): Promise<readonly TracedRun[]> {
    const { dynamodb, controlTable } = this.#options;
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName: controlTable, Key: marshall(MARK), ConsistentRead: true }),
    );
    const through = Item === undefined ? '' : markSchema.parse(unmarshall(Item)).through;
    // `0` follows `/`: the list begins behind everything in the folder.
    const folders = await this.#folders(RUNS, through === '' ? undefined : `${RUNS}${through}0`);
    return Promise.all(
      folders.map(async (folder) => ({ run: partitionValue(folder), months: await this.#months(folder) })),
    );
  }

  async markRead(run: string): Promise<void> {
    const { dynamodb, controlTable } = this.#options;
    try {
      await dynamodb.send(
        new PutItemCommand({
          TableName: controlTable,
          Item: marshall({ ...MARK, through: run }),
          ConditionExpression: 'attribute_not_exists(pk) or through < :through',
          ExpressionAttributeValues: marshall({ ':through': run }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  async #months(run: string): Promise<TracedRun['months']> {
    const countries = await this.#folders(`${run}country_id=`);
    const months = await Promise.all(
      countries.map(async (folder) => {
        const days = (await this.#folders(`${folder}event_date=`)).map(partitionValue);
        return [...new Set(days.map((day) => day.slice(0, 7)))].map((month) => ({
          country: partitionValue(folder),
          month,
        }));
      }),
    );
    return months.flat();
  }

  async #folders(prefix: string, after?: string): Promise<readonly string[]> {
    const { s3, lakeBucket } = this.#options;
    const found: string[] = [];
    let token: string | undefined;
    do {
      const answer: ListObjectsV2CommandOutput = await s3.send(
        new ListObjectsV2Command({
          Bucket: lakeBucket,
          Prefix: prefix,
          Delimiter: '/',
          ...(after !== undefined && { StartAfter: after }),
          ...(token !== undefined && { ContinuationToken: token }),
        }),
      );
      found.push(...(answer.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []));
      token = answer.NextContinuationToken;
    } while (token !== undefined);
    return found;
  }
}

/** `US` of `…/country_id=US/`. */
function partitionValue(folder: string): string {
  return folder.slice(folder.lastIndexOf('=') + 1, -1);
}
