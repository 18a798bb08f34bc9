import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Recomputation, Recomputations } from '#attribution/ports';

/** Executions of `recompute-period`, named by kind and id. */
export class StepFunctionsRecomputations implements Recomputations {
  readonly #client: SFNClient;
  readonly #machineArn: string;

  constructor(client: SFNClient, machineArn: string) {
    this.#client = client;
    this.#machineArn = machineArn;
  }

  async start({ kind, id, periodId, ...rest }: Recomputation): Promise<void> {
    const input = JSON.stringify({ kind, id, period_id: periodId, ...rest });
    try {
      await this.#client.send(
        new StartExecutionCommand({ stateMachineArn: this.#machineArn, name: `${kind}-${id}`, input }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }
}
