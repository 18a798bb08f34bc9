import { isFinal, stateOf } from '#payouts/payment';
import type { PayoutBell } from '#payouts/ports';
import { changeRun, type RunPorts, requireRun } from '#payouts/steps/change-run';
import { eachPayment } from '#payouts/steps/each-payment';

/** approved → submitted: files may be fetched, and the bank's word is what is missing. A run with nothing but internal payments is complete. */
export async function submitRun(
  { bell, ...ports }: RunPorts & { readonly bell: PayoutBell },
  runId: string,
): Promise<{ readonly outcome: 'submitted' }> {
  const run = await changeRun(ports, {
    runId,
    change: ({ state }) => (state === 'approved' ? { state: 'submitted', taskToken: undefined } : undefined),
    event: { step: 'SubmitRun', note: 'Every payment is instructed; the files may be fetched' },
  });
  if (run.state === 'submitted')
    await bell.ring({
      type: 'Payout Run Submitted',
      detail: { payout_run_id: runId, files: String(run.files.length) },
    });
  await concludeRun(ports, runId);
  return { outcome: 'submitted' };
}

/** submitted → completed, once nothing more is expected of any payment. A return that comes later does not move it back (R33). */
export async function concludeRun(ports: RunPorts, runId: string): Promise<{ readonly outcome: 'completed' | 'open' }> {
  const run = await requireRun(ports.register, runId);
  if (run.state !== 'submitted') return { outcome: run.state === 'completed' ? 'completed' : 'open' };
  for await (const record of eachPayment(ports.register, runId))
    if (!isFinal(stateOf(record))) return { outcome: 'open' };
  await changeRun(ports, {
    runId,
    change: ({ state }) => (state === 'submitted' ? { state: 'completed' } : undefined),
    event: { step: 'Completed', note: 'Every payment is settled, or its money is payable again' },
  });
  return { outcome: 'completed' };
}
