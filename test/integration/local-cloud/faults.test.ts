import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import type { Faults, FunctionRequest } from '#infra/local/functions/faults';
import { aFunction, aStateMachine, aTable, aTemplate, invokeTask } from '#test/support/fixture-template';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';

const Retry = [{ ErrorEquals: ['Runtime.ExitError'], IntervalSeconds: 5, MaxAttempts: 3 }];
const templates = aTemplate(
  aTable('collected'),
  aFunction('WriteThrice', 'write-thrice.ts'),
  aStateMachine(
    'write',
    { StartAt: 'Write', States: { Write: invokeTask('WriteThrice', { End: true, TimeoutSeconds: 60, Retry }) } },
    ['WriteThrice'],
  ),
);

/** Throws at the first time that `isIt` holds. */
function once<Value>(isIt: (value: Value) => boolean): (value: Value) => void {
  let isDone = false;
  return (value) => {
    if (isDone || !isIt(value)) return;
    isDone = true;
    throw new Error('struck');
  };
}

describe('a Lambda that dies', () => {
  const nthWrite = (n: number) => {
    let writes = 0;
    return once<FunctionRequest>(({ operation }) => operation === 'PutItem' && ++writes === n);
  };
  const always = once<unknown>(() => true);
  const cases: readonly [string, Faults, number][] = [
    ['before it starts', { beforeInvoke: always }, 0],
    ['before its first write', { beforeRequest: nthWrite(1) }, 0],
    ['between its first and second write', { afterRequest: nthWrite(1) }, 1],
    ['between its second and third write', { beforeRequest: nthWrite(3) }, 2],
    ['after its last write', { afterRequest: nthWrite(3) }, 3],
    ['before its answer is heard', { afterInvoke: once<unknown>(() => true) }, 3],
  ];

  it.each(cases)('%s is started again by its state machine', async (_, faults, writtenBefore) => {
    const cloud = await startTestCloud({ templates, faults });
    const states = new SFNClient(clientOptions(cloud));
    const dynamoDb = new DynamoDBClient(clientOptions(cloud));
    const written = async () => (await dynamoDb.send(new ScanCommand({ TableName: 'collected' }))).Count;
    const { executionArn } = await states.send(
      new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:write' }),
    );
    await cloud.untilSettled();
    const before = await written();
    await cloud.untilIdle();
    const { status, output } = await states.send(new DescribeExecutionCommand({ executionArn }));
    const after = await written();
    states.destroy();
    dynamoDb.destroy();
    await cloud.stop();

    expect({ before, status, output, after }).toEqual({
      before: writtenBefore,
      status: 'SUCCEEDED',
      output: '"written"',
      after: 3,
    });
  });
});
