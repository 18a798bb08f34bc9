import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { CloseExecution, CloseExecutions } from '#close/ports';

export interface StepFunctionsClosesOptions {
  readonly stepFunctions: SFNClient;
  readonly closePeriodArn: string;
}

/** The executions of the state machine `close-period`. */
export class StepFunctionsCloses implements CloseExecutions {
  readonly #client: SFNClient;
  readonly #machineArn: string;

  constructor({ stepFunctions, closePeriodArn }: StepFunctionsClosesOptions) {
    this.#client = stepFunctions;
    this.#machineArn = closePeriodArn;
  }

  async start({ periodId, attempt }: CloseExecution): Promise<void> {
    const input = JSON.stringify({ period_id: periodId, attempt });
    const name = nameOf({ periodId, attempt });
    try {
      await this.#client.send(new StartExecutionCommand({ stateMachineArn: this.#machineArn, name, input }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }

  async isRunning(execution: CloseExecution): Promise<boolean> {
    const executionArn = `${this.#machineArn.replace(':stateMachine:', ':execution:')}:${nameOf(execution)}`;
    try {
      const { status } = await this.#client.send(new DescribeExecutionCommand({ executionArn }));
      return status === 'RUNNING';
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return false;
      throw error;
    }
  }

  async wake(taskToken: string): Promise<void> {
    try {
      await this.#client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    } catch (error) {
      const isSpent =
        error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;
      if (!isSpent) throw error;
    }
  }
}

function nameOf({ periodId, attempt }: CloseExecution): string {
  return `${periodId}-${attempt}`;
}
