import { createHash } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Instant } from '#kernel/time/clock';
import type { SourceClaim, SourceClaims } from '#plays/intake-ports';

export interface SourceClaimsOptions {
  readonly dynamodb: DynamoDBClient;
  readonly controlTable: string;
}

const claimItem = z
  .object({ drop_id: z.string(), dropped_at: z.string(), counts: z.record(z.string(), z.number()).exactOptional() })
  .transform(
    ({ drop_id, dropped_at, ...rest }): SourceClaim => ({
      dropId: drop_id,
      droppedAt: dropped_at as Instant,
      ...rest,
    }),
  );

/** Claims in the control table: `PLAYDROP#<hash of the source>/HEAD`. */
export function createSourceClaims({ dynamodb, controlTable }: SourceClaimsOptions): SourceClaims {
  const keyOf = (source: string) =>
    marshall({ pk: `PLAYDROP#${createHash('sha256').update(source).digest('hex')}`, sk: 'HEAD' });
  return {
    async claim(source, { dropId, droppedAt }) {
      const item = { ...keyOf(source), ...marshall({ source, drop_id: dropId, dropped_at: droppedAt }) };
      try {
        await dynamodb.send(
          new PutItemCommand({
            TableName: controlTable,
            Item: item,
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return { dropId, droppedAt };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const { Item } = await dynamodb.send(
          new GetItemCommand({ TableName: controlTable, Key: keyOf(source), ConsistentRead: true }),
        );
        return claimItem.parse(Item === undefined ? Item : unmarshall(Item));
      }
    },
    async complete(source, counts) {
      await dynamodb.send(
        new UpdateItemCommand({
          TableName: controlTable,
          Key: keyOf(source),
          UpdateExpression: 'set counts = :counts',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: marshall({ ':counts': { ...counts } }),
        }),
      );
    },
  };
}
