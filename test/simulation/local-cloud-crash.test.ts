import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { crashTemplates } from '#test/support/crash-cloud';
import { clientOptions, keptFolder, startTestCloud } from '#test/support/local-cloud';

const EVENTS = 40;

describe('a local cloud that is killed', () => {
  it('has lost no event that it acknowledged, and finishes every execution under its name', {
    timeout: 60_000,
  }, async () => {
    const dataDirectory = keptFolder();
    const child = spawn(process.execPath, ['test/support/crash-cloud.ts', dataDirectory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout, 'data');
    const events = new EventBridgeClient({ ...clientOptions({ endpoint: String(line).trim() }), maxAttempts: 1 });
    const acknowledged: string[] = [];
    for (let n = 0; n < EVENTS; n += 1) {
      const Entry = { Source: 'crash', DetailType: 'Event', Detail: JSON.stringify({ n }) };
      const { Entries } = await events.send(new PutEventsCommand({ Entries: [Entry] }));
      acknowledged.push(Entries?.[0]?.EventId ?? '');
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    events.destroy();

    const cloud = await startTestCloud({ templates: crashTemplates, dataDirectory });
    const states = new SFNClient(clientOptions(cloud));
    const dynamoDb = new DynamoDBClient(clientOptions(cloud));
    await cloud.untilIdle();
    const { executions = [] } = await states.send(
      new ListExecutionsCommand({ stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:pause' }),
    );
    const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName: 'collected' }));
    states.destroy();
    dynamoDb.destroy();
    await cloud.stop();

    const seen = new Set(Items.map(({ text }) => JSON.parse(text?.S ?? '{}').detail.n));
    expect([...seen].toSorted((left, right) => left - right)).toEqual(Array.from({ length: EVENTS }, (_, n) => n));
    expect(executions).toHaveLength(EVENTS);
    expect(new Set(executions.map(({ name }) => name))).toEqual(new Set(acknowledged.map((id) => `${id}_t1`)));
    expect(new Set(executions.map(({ status }) => status))).toEqual(new Set(['SUCCEEDED']));
  });
});
