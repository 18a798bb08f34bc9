import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { aLambdaContext } from '#test/support/http-events';

let engine: Dynoxide;
beforeAll(async () => {
  engine = await startDynoxide();
  vi.stubEnv('AWS_ENDPOINT_URL', engine.endpoint);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'WatchLedger');
  vi.stubEnv('POWERTOOLS_TRACE_ENABLED', 'false');
  vi.stubEnv('CONTROL_TABLE', engine.controlTable);
  vi.stubEnv('EVENT_BUS', 'royalty-events');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await engine.stop();
});

describe('WatchLedger', () => {
  it('counts a removal in the metric that the alarm of the template watches (R27)', async () => {
    const bus = mockClient(EventBridgeClient);
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { handler } = await import('#ledger/handlers/watch-ledger');
    const record = (eventName: string, eventID: string) => ({
      eventID,
      eventName,
      dynamodb: { Keys: { pk: { S: 'TXN#t' }, sk: { S: 'HEAD' } }, ApproximateCreationDateTime: 1_746_057_600 },
    });

    const answer = await handler({ Records: [record('INSERT', 'e1'), record('REMOVE', 'e2')] }, aLambdaContext());

    expect(answer).toEqual({ tamperings: 1 });
    const lines = printed.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('LedgerTampered'));
    printed.mockRestore();
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        service: 'WatchLedger',
        function_name: 'WatchLedger',
        LedgerTampered: 1,
        _aws: { CloudWatchMetrics: [{ Namespace: 'Pennywhistle', Dimensions: [['service', 'function_name']] }] },
      },
    ]);
    expect(bus.commandCalls(PutEventsCommand)).toHaveLength(1);
    bus.restore();
  });
});
