import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { nameFromArn } from '#infra/local/account';
import type { LocalCloudContext } from '#infra/local/engine';
import { type JsonRecord, numberOf, recordOf, textAt, textOf } from '#infra/local/json';
import type { TaskCall } from '#infra/local/state-machines/asl-library';
import { type ExecutionRecord, type StateMachineSpec, TaskFailure } from '#infra/local/state-machines/execution';
import type { Executions, RunTask } from '#infra/local/state-machines/executions';
import type { TaskTokens } from '#infra/local/state-machines/task-tokens';
import { callJsonService, isJsonService } from '#infra/local/wire/json-client';

export interface TaskResourcesConfig {
  readonly context: LocalCloudContext;
  readonly tokens: TaskTokens;
  readonly machines: ReadonlyMap<string, StateMachineSpec>;
  readonly executions: () => Executions;
}

/** Step Functions' limit for what goes into and comes out of a state. */
const PAYLOAD_CHARACTERS_MAX = 262_144;
const POLL_MILLISECONDS = 10;

interface Resource {
  readonly service: string;
  readonly action: string;
  readonly pattern: 'request-response' | 'sync' | 'sync:2' | 'waitForTaskToken';
}

/** Reads `arn:aws:states:::lambda:invoke.waitForTaskToken` and `arn:aws:states:::aws-sdk:athena:startQueryExecution`. */
export function parseTaskResource(resource: string): Resource | undefined {
  if (/^arn:aws:lambda:/.test(resource)) return { service: 'lambda', action: resource, pattern: 'request-response' };
  const match = /^arn:aws:states:::(?:aws-sdk:)?([a-z0-9]+):([A-Za-z]+)(?:\.(sync:2|sync|waitForTaskToken))?$/.exec(
    resource,
  );
  if (match === null) return undefined;
  const [, service = '', action = '', pattern] = match;
  const known = service === 'lambda' || service === 'states' || isJsonService(service);
  return known ? { service, action, pattern: (pattern ?? 'request-response') as Resource['pattern'] } : undefined;
}

/** Runs the Tasks of all state machines: what AWS calls service integrations. */
export function createTaskRunner(config: TaskResourcesConfig): RunTask {
  const { context, tokens } = config;

  return async (parameters, call, execution) => {
    const resource = parseTaskResource(String(call.state['Resource']));
    if (resource === undefined)
      throw new TaskFailure('States.Runtime', `The local cloud cannot run ${String(call.state['Resource'])}`);
    withinLimit(parameters, 'input', call);
    const token = call.context.Task?.Token;
    const heartbeatSeconds = numberOf(call.state['HeartbeatSeconds']);
    const answered =
      resource.pattern === 'waitForTaskToken' && token !== undefined
        ? tokens.wait(token, call.signal, heartbeatSeconds)
        : undefined;
    // The token's own failure is reported where it is awaited; a request that fails first must not leave it unhandled.
    answered?.catch(() => undefined);
    const result = await perform(resource, recordOf(parameters), parameters, execution, call);
    const output = answered === undefined ? result : await answered;
    withinLimit(output, 'output', call);
    return output;
  };

  async function perform(
    resource: Resource,
    input: JsonRecord,
    whole: unknown,
    execution: ExecutionRecord,
    call: TaskCall,
  ): Promise<unknown> {
    switch (resource.service) {
      case 'lambda':
        return invokeFunction(resource, input, whole, execution);
      case 'states':
        return startExecution(resource, input, call);
      default:
        return callService(resource, input);
    }
  }

  async function invokeFunction(
    resource: Resource,
    input: JsonRecord,
    whole: unknown,
    execution: ExecutionRecord,
  ): Promise<unknown> {
    const isDirect = resource.action.startsWith('arn:');
    const name = nameFromArn(isDirect ? resource.action : textAt(input, 'FunctionName', 'A lambda:invoke Task'));
    const done = context.activity.begin(`${name} in ${execution.stateMachine}/${execution.name}`);
    try {
      const { payload, functionError } = await context.invoke(name, isDirect ? whole : (input['Payload'] ?? {}));
      if (functionError !== undefined) throw new TaskFailure(functionError.errorType, JSON.stringify(functionError));
      return isDirect ? payload : { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 };
    } finally {
      done();
    }
  }

  async function startExecution(resource: Resource, input: JsonRecord, call: TaskCall): Promise<unknown> {
    const machineName = nameFromArn(textAt(input, 'StateMachineArn', 'A states:startExecution Task'));
    const machine = config.machines.get(machineName);
    if (machine === undefined)
      throw new TaskFailure(
        'StepFunctions.StateMachineDoesNotExistException',
        `There is no state machine ${machineName}`,
      );
    const text = typeof input['Input'] === 'string' ? input['Input'] : JSON.stringify(input['Input'] ?? {});
    const { kind, record } = config.executions().start(machine, textOf(input['Name']) ?? randomUUID(), text);
    if (kind === 'already-exists') {
      throw new TaskFailure(
        'StepFunctions.ExecutionAlreadyExistsException',
        `${record.arn} exists with status ${record.status}; a name is used once`,
      );
    }
    if (resource.pattern === 'request-response')
      return { ExecutionArn: record.arn, StartDate: new Date(record.startedAt).toISOString() };
    // A parent that ends takes its synchronous child with it.
    call.signal.addEventListener(
      'abort',
      () => config.executions().stop(record.arn, undefined, 'The parent execution ended'),
      { once: true },
    );
    const ended = await config.executions().ended(record.arn);
    if (ended.status !== 'SUCCEEDED')
      throw new TaskFailure('States.TaskFailed', JSON.stringify(childOf(ended, undefined)));
    const output = ended.output ?? 'null';
    return childOf(ended, resource.pattern === 'sync:2' ? JSON.parse(output) : output);
  }

  async function callService(resource: Resource, input: JsonRecord): Promise<unknown> {
    const done = context.activity.begin(`${resource.service}:${resource.action}`);
    try {
      const body =
        resource.service === 'sqs' && typeof input['MessageBody'] === 'object'
          ? { ...input, MessageBody: JSON.stringify(input['MessageBody']) }
          : input;
      const answer = await callJsonService(context.endpoint(), resource.service, resource.action, body);
      return resource.service === 'athena' && resource.pattern === 'sync'
        ? await finishedQuery(recordOf(answer))
        : answer;
    } finally {
      done();
    }
  }

  async function finishedQuery(started: JsonRecord): Promise<unknown> {
    for (;;) {
      const answer = await callJsonService(context.endpoint(), 'athena', 'getQueryExecution', {
        QueryExecutionId: started['QueryExecutionId'],
      });
      const execution = recordOf(recordOf(answer)['QueryExecution']);
      const { State: state } = recordOf(execution['Status']);
      if (state === 'SUCCEEDED') return answer;
      if (state === 'FAILED' || state === 'CANCELLED')
        throw new TaskFailure('States.TaskFailed', JSON.stringify(answer));
      await delay(POLL_MILLISECONDS);
    }
  }
}

function childOf(record: ExecutionRecord, output: unknown): JsonRecord {
  return {
    ExecutionArn: record.arn,
    Input: record.input,
    Name: record.name,
    Output: output,
    StartDate: record.startedAt,
    StopDate: record.stoppedAt,
    Status: record.status,
    ...(record.error === undefined ? {} : { Error: record.error }),
    ...(record.cause === undefined ? {} : { Cause: record.cause }),
  };
}

function withinLimit(value: unknown, what: 'input' | 'output', call: TaskCall): void {
  const characters = JSON.stringify(value ?? null).length;
  if (characters <= PAYLOAD_CHARACTERS_MAX) return;
  throw new TaskFailure(
    'States.DataLimitExceeded',
    `The ${what} of ${call.context.State?.Name ?? 'a state'} has ${characters} characters; Step Functions carries at most ${PAYLOAD_CHARACTERS_MAX}: put it into S3`,
  );
}
