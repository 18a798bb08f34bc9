import { ACCOUNT_ID, REGION } from '#infra/local/account';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** An execution as it is journaled: enough to start it again under the same name and start time. */
export interface ExecutionRecord {
  readonly arn: string;
  readonly stateMachine: string;
  readonly name: string;
  /** The input's JSON text, exactly as it came. */
  readonly input: string;
  /** Milliseconds since the epoch, virtual. */
  readonly startedAt: number;
  readonly status: ExecutionStatus;
  readonly stoppedAt?: number;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface StateMachineSpec {
  readonly name: string;
  readonly arn: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type: string;
}

export interface HistoryEvent {
  readonly id: number;
  readonly timestamp: number;
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export function executionArn(stateMachine: string, name: string): string {
  return `arn:aws:states:${REGION}:${ACCOUNT_ID}:execution:${stateMachine}:${name}`;
}

export const isRunning = (record: ExecutionRecord) => record.status === 'RUNNING';

/** A failure inside an execution under the name that Retry and Catch match. */
export class TaskFailure extends Error {
  override readonly name: string;

  /** `cause` is what Catch shows as Cause. */
  constructor(error: string, cause: string) {
    super(cause);
    this.name = error;
  }
}

/** Ends a task whose execution is over; neither Retry nor Catch may see it. */
export class ExecutionOver extends Error {
  override readonly name = 'ExecutionOver';
  readonly isRetryable = false;
  readonly isCatchable = false;
}
