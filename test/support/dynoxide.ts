import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '#infra/local/engines/dynamodb-process';

/** A DynamoDB engine of its own for one test file, in a folder that ends with it, with empty tables as the storage stack declares them. */
export interface Dynoxide extends AsyncDisposable {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  readonly controlTable: string;
  stop(): Promise<void>;
}

/** The engine asks for a signature and reads none of it; to compute them is a seventh of what a crowd of writers takes. */
const unsigned: NonNullable<DynamoDBClientConfig['signer']> = {
  sign: (request) => {
    Object.assign(request.headers, SIGNED);
    return Promise.resolve(request);
  },
};
const SIGNED = {
  'x-amz-date': '20250501T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=test/20250501/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
};

/** Starts the engine that `DYNAMODB_ENGINE` names (dynoxide by default) and makes the control table with its index. */
export async function startDynoxide(): Promise<Dynoxide> {
  const directory = mkdtempSync(join(tmpdir(), 'pennywhistle-table-'));
  const engine = await startDynamoDb(directory, process.env['DYNAMODB_ENGINE']);
  const { endpoint } = engine;
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    signer: unsigned,
  });
  await createControlTable(client);
  const stop = async () => {
    client.destroy();
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { client, endpoint, controlTable: CONTROL_TABLE, stop, [Symbol.asyncDispose]: stop };
}

const CONTROL_TABLE = 'royalty-control';

async function createControlTable(client: DynamoDBClient): Promise<void> {
  const key = [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ] as const;
  await client.send(
    new CreateTableCommand({
      TableName: CONTROL_TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [...key],
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((name) => ({
        AttributeName: name,
        AttributeType: 'S' as const,
      })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'gsi1',
          KeySchema: [
            { AttributeName: 'gsi1pk', KeyType: 'HASH' },
            { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
}
