import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { aFunction, aStateMachine, aTemplate, invokeTask } from '#test/support/fixture-template';
import { clientOptions, keptFolder, startTestCloud } from '#test/support/local-cloud';

const arnOf = (machine: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${machine}`;

const templates = aTemplate(
  aFunction('Echo', 'echo.ts'),
  aFunction('Misbehave', 'misbehave.ts'),
  aStateMachine(
    'wait-forty-days',
    {
      StartAt: 'Before',
      TimeoutSeconds: 90 * 86_400,
      States: {
        Before: invokeTask('Echo', { Next: 'Wait', TimeoutSeconds: 60 }),
        Wait: { Type: 'Wait', Seconds: 40 * 86_400, Next: 'After' },
        After: invokeTask('Echo', { End: true, TimeoutSeconds: 60 }),
      },
    },
    ['Echo'],
  ),
  aStateMachine(
    'route-failures',
    {
      StartAt: 'Try',
      States: {
        Try: invokeTask('Misbehave', {
          End: true,
          TimeoutSeconds: 60,
          Retry: [{ ErrorEquals: ['PeriodNotReconciled'], IntervalSeconds: 30, MaxAttempts: 2, BackoffRate: 2 }],
          Catch: [{ ErrorEquals: ['PeriodNotReconciled'], ResultPath: '$.failure', Next: 'Caught' }],
        }),
        Caught: {
          Type: 'Pass',
          Parameters: { 'error.$': '$.failure.Error', 'retries.$': '$$.State.RetryCount', 'id.$': '$$.Execution.Name' },
          End: true,
        },
      },
    },
    ['Misbehave'],
  ),
  aStateMachine(
    'ask-a-person',
    {
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
          Parameters: { FunctionName: '${EchoArn}', Payload: { 'token.$': '$$.Task.Token' } },
          TimeoutSeconds: 864_000,
          HeartbeatSeconds: 3600,
          Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Silence' }],
          End: true,
        },
        Silence: { Type: 'Pass', Result: 'nobody answered', End: true },
      },
    },
    ['Echo'],
  ),
  aStateMachine('run-children', {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        MaxConcurrency: 2,
        ItemSelector: { 'n.$': '$$.Map.Item.Value', 'parent.$': '$$.Execution.Input.parent' },
        ItemProcessor: {
          StartAt: 'Child',
          States: {
            Child: {
              Type: 'Task',
              Resource: 'arn:aws:states:::states:startExecution.sync:2',
              Parameters: { StateMachineArn: arnOf('double'), 'Input.$': '$' },
              OutputPath: '$.Output',
              TimeoutSeconds: 60,
              End: true,
            },
          },
        },
        End: true,
      },
    },
  }),
  aStateMachine('double', {
    StartAt: 'Add',
    States: {
      Add: { Type: 'Pass', Parameters: { 'sum.$': 'States.MathAdd($.n, $.n)', 'parent.$': '$.parent' }, End: true },
    },
  }),
);

describe('state machines of the local cloud', () => {
  let cloud: LocalCloud;
  let states: SFNClient;
  const start = async (machine: string, input: unknown, name?: string) => {
    const { executionArn } = await states.send(
      new StartExecutionCommand({
        stateMachineArn: arnOf(machine),
        input: JSON.stringify(input),
        ...(name === undefined ? {} : { name }),
      }),
    );
    return executionArn ?? '';
  };
  const describeOne = (executionArn: string) => states.send(new DescribeExecutionCommand({ executionArn }));

  beforeAll(async () => {
    cloud = await startTestCloud({ templates });
    states = new SFNClient(clientOptions(cloud));
  });
  afterAll(async () => {
    states.destroy();
    await cloud.stop();
  });

  it('waits forty days in virtual time, idle meanwhile', async () => {
    const arn = await start('wait-forty-days', { day: 1 });
    await cloud.untilIdle();
    const waiting = await describeOne(arn);
    const idle = await fetch(`${cloud.endpoint}/_local/idle`);
    await cloud.advanceClock('2025-06-09T23:00:00Z');
    const stillWaiting = await describeOne(arn);
    await cloud.advanceClock('2025-06-10T00:10:00Z');
    const after = await describeOne(arn);

    expect(waiting.status).toBe('RUNNING');
    expect(idle.status).toBe(200);
    expect(stillWaiting.status).toBe('RUNNING');
    expect(after.status).toBe('SUCCEEDED');
    expect(JSON.parse(after.output ?? '')).toMatchObject({
      functionName: 'Echo',
      now: expect.stringMatching(/^2025-06-10T00:0/),
    });
  });

  it('is the same execution under the same name and input while it runs, and refused afterwards', async () => {
    const first = await start('wait-forty-days', { day: 2 }, 'once');
    const again = await start('wait-forty-days', { day: 2 }, 'once');
    const other = start('wait-forty-days', { day: 3 }, 'once');

    expect(again).toBe(first);
    await expect(other).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await states.send(new StopExecutionCommand({ executionArn: first, error: 'Enough', cause: 'The test is over' }));
    expect(await describeOne(first)).toMatchObject({ status: 'ABORTED', error: 'Enough' });
    await expect(start('wait-forty-days', { day: 2 }, 'once')).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
  });

  it('retries by name with backoff in virtual time, then catches', async () => {
    const before = cloud.clock.now();
    const arn = await start('route-failures', { how: 'fail' });
    await cloud.untilIdle();
    const { status, output, name } = await describeOne(arn);

    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output ?? '')).toEqual({ error: 'PeriodNotReconciled', retries: 0, id: name });
    expect(cloud.clock.now() - before).toBeGreaterThanOrEqual(90_000);
  });

  it('waits for a person by token; silence beyond the heartbeat is an error that Catch sees', async () => {
    const arn = await start('ask-a-person', {});
    await cloud.untilIdle();
    const { events = [] } = await states.send(new GetExecutionHistoryCommand({ executionArn: arn }));
    await cloud.advanceClock(new Date(cloud.clock.now() + 2 * 3_600_000).toISOString());

    expect(events.map(({ type }) => type)).toEqual(['ExecutionStarted', 'TaskStateEntered']);
    expect(await describeOne(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"nobody answered"' });
    await expect(states.send(new SendTaskSuccessCommand({ taskToken: 'unknown', output: '{}' }))).rejects.toMatchObject(
      { name: 'TaskTimedOut' },
    );
  });

  it('runs children in a Map, each with its item and the parent’s input', async () => {
    const arn = await start('run-children', { items: [1, 2, 3], parent: 'p' });
    await cloud.untilIdle();
    const { status, output } = await describeOne(arn);

    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output ?? '')).toEqual([2, 4, 6].map((sum) => ({ sum, parent: 'p' })));
  });
});

describe('a restart', () => {
  it('starts a running execution again under its name and start time; the clock never goes back', async () => {
    const dataDirectory = keptFolder();
    const first = await startTestCloud({ templates, dataDirectory });
    const states = new SFNClient(clientOptions(first));
    await states.send(
      new StartExecutionCommand({ stateMachineArn: arnOf('wait-forty-days'), name: 'kept', input: '{"day":1}' }),
    );
    await first.untilIdle();
    await first.advanceClock('2025-05-20T00:00:00Z');
    const [before] =
      (await states.send(new ListExecutionsCommand({ stateMachineArn: arnOf('wait-forty-days') }))).executions ?? [];
    states.destroy();
    await first.stop();

    const second = await startTestCloud({ templates, dataDirectory });
    const statesAgain = new SFNClient(clientOptions(second));
    await second.untilIdle();
    const [after] =
      (await statesAgain.send(new ListExecutionsCommand({ stateMachineArn: arnOf('wait-forty-days') }))).executions ??
      [];
    const now = second.clock.now();
    statesAgain.destroy();
    await second.stop();

    expect(after).toMatchObject({ name: 'kept', status: 'RUNNING', startDate: before?.startDate });
    expect(now).toBeGreaterThanOrEqual(Date.parse('2025-05-20T00:00:00Z'));
  });
});
