import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { nameFromArn } from '#infra/local/account';
import type { Engine, LocalCloudContext } from '#infra/local/engine';
import { openJournal } from '#infra/local/journal';
import { type JsonRecord, listOf, numberOf, recordOf, textAt, textOf } from '#infra/local/json';
import { loadAslLibrary } from '#infra/local/state-machines/asl-library';
import { checkDefinition } from '#infra/local/state-machines/check-definition';
import { type ExecutionRecord, type StateMachineSpec, TaskFailure } from '#infra/local/state-machines/execution';
import { createExecutions, type Executions, type StartOutcome } from '#infra/local/state-machines/executions';
import { createTaskRunner } from '#infra/local/state-machines/task-resources';
import { createTaskTokens } from '#infra/local/state-machines/task-tokens';
import { AwsError } from '#infra/local/wire/aws-error';
import { createJsonEngine } from '#infra/local/wire/json-protocol';

/** Step Functions behind the front, and what rules and schedules use to start executions. */
export interface StatesEngine extends Engine {
  /** Starts an execution as an event target does. Throws an AwsError for an unknown machine or a name used before. */
  readonly start: (stateMachine: string, name: string | undefined, input: string) => StartOutcome;
  /** Starts again what was running when the process stopped; called once everything else stands. */
  readonly resume: () => void;
}

/** Throws when a definition uses what the local cloud cannot run, naming machine and state. */
export function createStatesEngine(
  context: LocalCloudContext,
  machines: readonly StateMachineSpec[],
  onEnded: (record: ExecutionRecord) => void = () => undefined,
): StatesEngine {
  for (const machine of machines) checkDefinition(machine);
  const byName = new Map(machines.map((machine) => [machine.name, machine]));
  const tokens = createTaskTokens(context.clock);
  const journal = openJournal<ExecutionRecord>(join(context.dataDirectory, 'states'), 'executions');
  const executions: Executions = createExecutions({
    library: loadAslLibrary(context.clock),
    clock: context.clock,
    activity: context.activity,
    journal,
    runTask: createTaskRunner({ context, tokens, machines: byName, executions: () => executions }),
    onEnd(record) {
      onEnded(record);
      void announce(context, record);
    },
  });

  const machineOf = (arn: string): StateMachineSpec => {
    const machine = byName.get(nameFromArn(arn));
    if (machine !== undefined) return machine;
    throw new AwsError(
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${arn}'; there are ${[...byName.keys()].join(', ') || 'none'}`,
    );
  };
  const executionOf = (input: JsonRecord): ExecutionRecord => {
    const arn = textAt(input, 'executionArn', 'The request');
    const record = executions.find(arn);
    if (record === undefined) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return record;
  };
  const start: StatesEngine['start'] = (stateMachine, name, input) => {
    const outcome = executions.start(machineOf(stateMachine), name ?? randomUUID(), inputText(input));
    if (outcome.kind !== 'already-exists') return outcome;
    throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${outcome.record.arn}'`);
  };
  const answerToken = (isKnown: boolean) => {
    if (!isKnown) throw new AwsError('TaskTimedOut', 'Task Timed Out: nobody waits for this token any more');
    return {};
  };

  const engine = createJsonEngine({
    scopes: ['states'],
    operations: {
      StartExecution(input) {
        const { record } = start(
          textAt(input, 'stateMachineArn', 'StartExecution'),
          textOf(input['name']),
          textOf(input['input']) ?? '{}',
        );
        return { executionArn: record.arn, startDate: record.startedAt / 1000 };
      },
      DescribeExecution: (input) => describe(executionOf(input), machineOf),
      ListExecutions(input) {
        const machine =
          input['stateMachineArn'] === undefined
            ? undefined
            : machineOf(textAt(input, 'stateMachineArn', 'ListExecutions')).name;
        const records = executions
          .list()
          .filter((record) => machine === undefined || record.stateMachine === machine)
          .filter((record) => input['statusFilter'] === undefined || record.status === input['statusFilter']);
        return page(
          records.map((record) => summary(record, machineOf)),
          'executions',
          input,
        );
      },
      GetExecutionHistory(input) {
        const events = executions
          .history(executionOf(input).arn)
          .map(({ details, ...event }) => ({ ...event, previousEventId: event.id - 1, ...details }));
        return page(input['reverseOrder'] === true ? events.toReversed() : events, 'events', input);
      },
      StopExecution(input) {
        const stopped = executions.stop(executionOf(input).arn, textOf(input['error']), textOf(input['cause']));
        return { stopDate: (stopped?.stoppedAt ?? context.clock.now()) / 1000 };
      },
      ListStateMachines: (input) =>
        page(
          machines.map(({ name, arn, type }) => ({ name, stateMachineArn: arn, type, creationDate: 0 })),
          'stateMachines',
          input,
        ),
      DescribeStateMachine(input) {
        const { name, arn, definition, roleArn, type } = machineOf(
          textAt(input, 'stateMachineArn', 'DescribeStateMachine'),
        );
        return { name, stateMachineArn: arn, definition, roleArn, type, status: 'ACTIVE', creationDate: 0 };
      },
      SendTaskSuccess: (input) =>
        answerToken(
          tokens.succeed(
            textAt(input, 'taskToken', 'SendTaskSuccess'),
            parseOutput(textAt(input, 'output', 'SendTaskSuccess')),
          ),
        ),
      SendTaskFailure: (input) =>
        answerToken(
          tokens.fail(
            textAt(input, 'taskToken', 'SendTaskFailure'),
            new TaskFailure(textOf(input['error']) ?? 'States.TaskFailed', textOf(input['cause']) ?? ''),
          ),
        ),
      SendTaskHeartbeat: (input) => answerToken(tokens.heartbeat(textAt(input, 'taskToken', 'SendTaskHeartbeat'))),
    },
    async stop() {
      executions.halt();
      journal.close();
    },
  });
  return { ...engine, start, resume: () => executions.resume(byName) };
}

/** Step Functions tells the default bus how an execution ended. */
async function announce(context: LocalCloudContext, record: ExecutionRecord): Promise<void> {
  await context.putEvent({
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [record.arn],
    detail: {
      executionArn: record.arn,
      stateMachineArn: record.arn.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, ''),
      name: record.name,
      status: record.status,
      startDate: record.startedAt,
      stopDate: record.stoppedAt,
      input: record.input,
      output: record.output ?? null,
      error: record.error ?? null,
      cause: record.cause ?? null,
    },
  });
}

function inputText(input: string): string {
  parseJson(input, 'InvalidExecutionInput', 'input');
  return input;
}

const parseOutput = (output: string): unknown => parseJson(output, 'InvalidOutput', 'output');

function parseJson(text: string, code: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError(code, `The ${what} is not JSON: ${text.slice(0, 80)}`);
  }
}

function summary(record: ExecutionRecord, machineOf: (arn: string) => StateMachineSpec): JsonRecord {
  return {
    executionArn: record.arn,
    stateMachineArn: machineOf(record.stateMachine).arn,
    name: record.name,
    status: record.status,
    startDate: record.startedAt / 1000,
    ...(record.stoppedAt === undefined ? {} : { stopDate: record.stoppedAt / 1000 }),
  };
}

function describe(record: ExecutionRecord, machineOf: (arn: string) => StateMachineSpec): JsonRecord {
  const { input, output, error, cause } = record;
  return { ...summary(record, machineOf), input, ...definedOnly({ output, error, cause }) };
}

const definedOnly = (record: JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

/** One page of a list: `nextToken` is the place to go on from. */
function page(items: readonly unknown[], member: string, input: JsonRecord): JsonRecord {
  const from = numberOf(input['nextToken']) ?? 0;
  const size = Math.min(numberOf(input['maxResults']) || 100, 1000);
  const rest = from + size < items.length ? { nextToken: String(from + size) } : {};
  return { [member]: listOf(items).slice(from, from + size), ...recordOf(rest) };
}
