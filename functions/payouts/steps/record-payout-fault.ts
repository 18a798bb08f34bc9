import { changeRun, type RunPorts } from '#payouts/steps/change-run';

/** Keeps the sentence of a fault on the run that it stopped; what is reserved stays reserved until it is resumed or time ends it. */
export async function recordPayoutFault(
  ports: RunPorts,
  { runId, fault }: { readonly runId: string; readonly fault: string },
): Promise<{ readonly outcome: 'recorded' }> {
  await changeRun(ports, {
    runId,
    change: () => ({ fault, taskToken: undefined }),
    event: { step: 'RecordPayoutFault', note: fault },
  });
  return { outcome: 'recorded' };
}
