import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { PayoutExecutions } from '#payouts/ports';

/** The executions of the state machine `payout-run`. */
export class StepFunctionsPayouts implements PayoutExecutions {
  readonly #client: SFNClient;
  readonly #machineArn: string;

  constructor(client: SFNClient, machineArn: string) {
    this.#client = client;
    this.#machineArn = machineArn;
  }

  async start({ runId, attempt }: { readonly runId: string; readonly attempt: number }): Promise<void> {
    const input = JSON.stringify({ payout_run_id: runId });
    const name = `${runId}-${attempt}`;
    try {
      await this.#client.send(new StartExecutionCommand({ stateMachineArn: this.#machineArn, name, input }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
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
