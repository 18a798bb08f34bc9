import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '#infra/local/engines/dynamodb-process';
import { createDynamodbClient } from '#platform/clients/dynamodb';
import { makeLedgerTable } from '#test/support/ledger/ledger-table';

/** The local DynamoDB engine over a file of its own, as `npm start` runs it, with an empty ledger table. */
export interface BenchEngine extends AsyncDisposable {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** Starts an engine and the platform's own client of it for one benchmark and removes its file afterwards. */
export async function startBenchEngine(): Promise<BenchEngine> {
  const directory = mkdtempSync(join(tmpdir(), 'pennywhistle-bench-'));
  const engine = await startDynamoDb(directory);
  const client = createDynamodbClient({
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    maxAttempts: 1,
  });
  const table = await makeLedgerTable(client, 'royalty-ledger');
  return {
    client,
    table,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await engine.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
