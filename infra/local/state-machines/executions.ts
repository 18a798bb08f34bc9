import type { Activity, VirtualClock } from '#infra/local/engine';
import type { Journal } from '#infra/local/journal';
import { recordOf, textOf } from '#infra/local/json';
import type { AslLibrary, AslRun, TaskCall } from '#infra/local/state-machines/asl-library';
import {
  type ExecutionRecord,
  executionArn,
  type HistoryEvent,
  isRunning,
  type StateMachineSpec,
} from '#infra/local/state-machines/execution';
import { historyEventOf } from '#infra/local/state-machines/history';

export type StartOutcome =
  | { readonly kind: 'started' | 'already-running'; readonly record: ExecutionRecord }
  | { readonly kind: 'already-exists'; readonly record: ExecutionRecord };

/** All executions of all state machines. */
export interface Executions {
  /** Starts one; the same name and input while it runs is the same execution, any other reuse of a name is refused. */
  readonly start: (machine: StateMachineSpec, name: string, input: string) => StartOutcome;
  /** Starts those again, with their input, that were running when the process stopped. */
  readonly resume: (machines: ReadonlyMap<string, StateMachineSpec>) => void;
  readonly find: (arn: string) => ExecutionRecord | undefined;
  readonly list: () => readonly ExecutionRecord[];
  readonly history: (arn: string) => readonly HistoryEvent[];
  /** Resolves with the final record; never rejects. */
  readonly ended: (arn: string) => Promise<ExecutionRecord>;
  readonly stop: (arn: string, error: string | undefined, cause: string | undefined) => ExecutionRecord | undefined;
  /** The process stops: what runs stays RUNNING in the journal, so that the next start resumes it. */
  readonly halt: () => void;
}

export type RunTask = (parameters: unknown, call: TaskCall, execution: ExecutionRecord) => Promise<unknown>;

export interface ExecutionsConfig {
  readonly library: AslLibrary;
  readonly clock: VirtualClock;
  readonly activity: Activity;
  readonly journal: Journal<ExecutionRecord>;
  readonly runTask: RunTask;
  readonly onEnd: (record: ExecutionRecord) => void;
}

interface Live {
  readonly run: AslRun;
  readonly ended: PromiseWithResolvers<ExecutionRecord>;
}

export function createExecutions(config: ExecutionsConfig): Executions {
  const { clock, journal } = config;
  const records = new Map(journal.recovered);
  const histories = new Map<string, HistoryEvent[]>();
  const live = new Map<string, Live>();
  let halted = false;

  const end = (record: ExecutionRecord, outcome: Partial<ExecutionRecord>) => {
    const ended: ExecutionRecord = { ...record, stoppedAt: clock.now(), ...outcome };
    records.set(record.arn, ended);
    journal.put(record.arn, ended);
    const running = live.get(record.arn);
    live.delete(record.arn);
    config.onEnd(ended);
    running?.ended.resolve(ended);
  };
  const launch = (machine: StateMachineSpec, record: ExecutionRecord) => {
    const context = {
      Execution: {
        Id: record.arn,
        Name: record.name,
        Input: JSON.parse(record.input),
        StartTime: new Date(record.startedAt).toISOString(),
        RoleArn: machine.roleArn,
        RedriveCount: 0,
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    };
    const begun = config.activity.begin(`execution ${record.stateMachine}/${record.name}`);
    const run = config.library.run(
      JSON.parse(machine.definition),
      JSON.parse(record.input),
      context,
      (parameters, call) => config.runTask(parameters, call, record),
    );
    const running: Live = { run, ended: Promise.withResolvers() };
    live.set(record.arn, running);
    void collect(record.arn, run);
    const conclude = (outcome: Partial<ExecutionRecord>) => {
      if (live.get(record.arn) === running && !halted) end(record, outcome);
    };
    run.result.then(
      (output) => conclude({ status: 'SUCCEEDED', output: JSON.stringify(output ?? null) }),
      (error: unknown) => conclude(failureOf(error)),
    );
    begun();
  };
  const collect = async (arn: string, run: AslRun) => {
    const events: HistoryEvent[] = [];
    histories.set(arn, events);
    for await (const event of run.eventLogs) events.push(historyEventOf(event, events.length + 1));
  };

  return {
    start(machine, name, input) {
      const arn = executionArn(machine.name, name);
      const existing = records.get(arn);
      if (existing !== undefined) {
        return {
          kind: isRunning(existing) && existing.input === input ? 'already-running' : 'already-exists',
          record: existing,
        };
      }
      const record: ExecutionRecord = {
        arn,
        stateMachine: machine.name,
        name,
        input,
        startedAt: clock.now(),
        status: 'RUNNING',
      };
      records.set(arn, record);
      journal.put(arn, record);
      launch(machine, record);
      return { kind: 'started', record };
    },
    resume(machines) {
      for (const record of [...records.values()].filter(isRunning)) {
        const machine = machines.get(record.stateMachine);
        if (machine !== undefined) launch(machine, record);
        else
          end(record, {
            status: 'ABORTED',
            error: 'StateMachineDeleted',
            cause: `No template has ${record.stateMachine} any more`,
          });
      }
    },
    find: (arn) => records.get(arn),
    list: () => [...records.values()].toSorted((left, right) => right.startedAt - left.startedAt),
    history: (arn) => histories.get(arn) ?? [],
    async ended(arn) {
      const record = records.get(arn);
      const running = live.get(arn);
      if (running !== undefined) return running.ended.promise;
      if (record === undefined) throw new Error(`No execution ${arn}`);
      return record;
    },
    stop(arn, error, cause) {
      const running = live.get(arn);
      const record = records.get(arn);
      if (running === undefined || record === undefined) return record;
      end(record, {
        status: 'ABORTED',
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      });
      running.run.abort();
      return records.get(arn);
    },
    halt() {
      halted = true;
      for (const { run } of live.values()) run.abort();
    },
  };
}

/** The library wraps what failed into an ExecutionError, whose cause has the name and message that Catch would see. */
function failureOf(error: unknown): Partial<ExecutionRecord> {
  if (error instanceof Error && error.name === 'ExecutionTimeoutError')
    return { status: 'TIMED_OUT', error: 'States.Timeout' };
  if (error instanceof Error && error.name === 'ExecutionAbortedError') return { status: 'ABORTED' };
  const { name, message } = nameAndMessage(error instanceof Error && error.cause !== undefined ? error.cause : error);
  return { status: 'FAILED', error: name, cause: message };
}

function nameAndMessage(value: unknown): { readonly name: string; readonly message: string } {
  if (value instanceof Error) return { name: value.name, message: value.message };
  const { name, message } = recordOf(value);
  return { name: textOf(name) ?? 'States.Runtime', message: textOf(message) ?? JSON.stringify(value) };
}
