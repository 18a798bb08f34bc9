import { join } from 'node:path';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { Engine, LocalCloudContext } from '#infra/local/engine';
import { startDynamoDb } from '#infra/local/engines/dynamodb-process';
import { createProxy } from '#infra/local/engines/http-proxy';
import { createJsonCaller } from '#infra/local/engines/json-caller';
import { type StreamCheckpoint, TableStreamReader } from '#infra/local/engines/table-stream';

/** What `Ref`, `GetAtt Arn` and `GetAtt StreamArn` of a table answer. */
export interface CreatedTable {
  readonly name: string;
  readonly arn: string;
  /** The engine's own ARN of the stream, when the table has one. */
  readonly streamArn: string | undefined;
}

export interface DynamoDbEngine extends Engine {
  /** The engine's own port: functions go there directly, since the proxy costs 0.7 ms a call. */
  readonly endpoint: string;
  /** Creates the table of an `AWS::DynamoDB::Table` or `::GlobalTable` unless it exists. */
  createTable(name: string, properties: unknown): Promise<CreatedTable>;
  /** Reads a table's stream from a checkpoint; `undefined` begins at its oldest record. */
  streamReader(streamArn: string, checkpoint?: StreamCheckpoint): TableStreamReader;
}

const key = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.object({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const indexes = z.array(z.object({ IndexName: z.string(), KeySchema: key, Projection: projection })).optional();
const tableProperties = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: key,
  GlobalSecondaryIndexes: indexes,
  LocalSecondaryIndexes: indexes,
  StreamSpecification: z
    .object({ StreamViewType: z.enum(['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY']) })
    .optional(),
  TimeToLiveSpecification: z
    .object({ AttributeName: z.string().optional(), Enabled: z.union([z.boolean(), z.stringbool()]) })
    .optional(),
});

/** DynamoDB and its streams by an embedded engine of its own process, which ends with this one. */
export async function createDynamoDbEngine(
  context: LocalCloudContext,
  config: { readonly choice?: string | undefined } = {},
): Promise<DynamoDbEngine> {
  const choice = config.choice ?? process.env['DYNAMODB_ENGINE'];
  const engine = await startDynamoDb(join(context.dataDirectory, 'dynamodb'), choice, (line) => context.log(line));
  const proxy = createProxy(engine.endpoint);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const options = { endpoint: engine.endpoint, region: context.region, credentials };
  const client = new DynamoDBClient(options);
  const call = createJsonCaller(engine.endpoint, {
    target: 'DynamoDBStreams_20120810',
    scope: 'dynamodb',
    version: '1.0',
  });
  const streams = { call, written: () => engine.streamRecords?.count() };
  return {
    scopes: ['dynamodb'],
    endpoint: engine.endpoint,
    handle: (request, response) => proxy.forward(request, response),
    createTable: (name, properties) => createTable(client, name, properties),
    streamReader: (streamArn, checkpoint) => new TableStreamReader(streams, streamArn, checkpoint),
    async stop() {
      client.destroy();
      proxy.close();
      await engine.stop();
    },
  };
}

async function createTable(client: DynamoDBClient, name: string, properties: unknown): Promise<CreatedTable> {
  const { StreamSpecification, TimeToLiveSpecification, ...rest } = tableProperties.parse(properties);
  try {
    await client.send(
      new CreateTableCommand({
        ...rest,
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        ...(StreamSpecification && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
      }),
    );
    if (TimeToLiveSpecification?.Enabled === true)
      await client.send(
        new UpdateTimeToLiveCommand({
          TableName: name,
          TimeToLiveSpecification: { Enabled: true, AttributeName: TimeToLiveSpecification.AttributeName },
        }),
      );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  return { name, arn: Table?.TableArn ?? '', streamArn: Table?.LatestStreamArn };
}
