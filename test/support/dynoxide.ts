import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { assertThat } from '#kernel/errors';

/** A DynamoDB engine of its own for one test file, in memory, with empty tables as the storage stack declares them. */
export interface Dynoxide extends AsyncDisposable {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  readonly controlTable: string;
  stop(): Promise<void>;
}

/** Starts dynoxide on a free port and makes the control table with its index `gsi1`. */
export async function startDynoxide(): Promise<Dynoxide> {
  const port = await freePort();
  const binary = join(dirname(createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json')), 'dynoxide');
  const engine = spawn(binary, ['serve', '--port', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilAnswering(engine, endpoint);
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await createControlTable(client);
  const stop = async () => {
    client.destroy();
    const ended = new Promise((resolve) => engine.once('exit', resolve));
    engine.kill('SIGKILL');
    await ended;
  };
  return { client, endpoint, controlTable: CONTROL_TABLE, stop, [Symbol.asyncDispose]: stop };
}

const CONTROL_TABLE = 'royalty-control';
const TRIES_MAX = 200;

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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assertThat(typeof address === 'object' && address !== null, 'A listening server has a port');
  await new Promise((resolve) => server.close(resolve));
  return address.port;
}

async function untilAnswering(engine: ChildProcess, endpoint: string): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    assertThat(engine.exitCode === null, `dynoxide ended with code ${engine.exitCode} before it answered`);
    const answered = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await delay(10);
  }
  engine.kill('SIGKILL');
  throw new Error(`dynoxide did not answer on ${endpoint}`);
}
