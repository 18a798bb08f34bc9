import { sha256Hex } from '#kernel/digest';
import { RoyaltyError } from '#kernel/errors';
import { batchesOf } from '#payouts/batches';
import { type Payment, stateOf } from '#payouts/payment';
import type { BatchRenderer, PaymentBatch, Rail } from '#payouts/payment-batch';
import type { PayoutFiles } from '#payouts/ports';
import type { PayoutRun, RunFile } from '#payouts/run';
import { runSummary } from '#payouts/run-summary';
import { changeRun, type RunPorts, requireRun } from '#payouts/steps/change-run';
import { eachPayment } from '#payouts/steps/each-payment';

export interface RenderBatchesPorts extends RunPorts {
  readonly files: Pick<PayoutFiles, 'putOnce'>;
  readonly renderers: Readonly<Record<Exclude<Rail, 'internal'>, BatchRenderer>>;
}

/** What is stored of a run is not what was approved, or a batch gave other bytes than before; nothing is paid until a person looked. */
export class PayoutFileDiffers extends RoyaltyError {
  override readonly name = 'PayoutFileDiffers';
}

/**
 * Writes one file for each rail and currency of a cleared run, once for good, under the batch's name. First it adds up again everything that
 * was approved, those taken out included: the digest must be the approved one. Repeating it gives the same bytes under the same names.
 */
export async function renderBatches(
  ports: RenderBatchesPorts,
  runId: string,
): Promise<{ readonly outcome: 'rendered'; readonly files: number }> {
  const run = await requireRun(ports.register, runId);
  if (run.state !== 'approved') return { outcome: 'rendered', files: run.files.length };
  const files: RunFile[] = [];
  for (const batch of batchesOf(run, await approvedPayments(ports, run))) files.push(await writeOnce(ports, batch));
  await changeRun(ports, {
    runId,
    change: (current) => (current.state === 'approved' && current.files.length === 0 ? { files } : undefined),
    event: { step: 'RenderBatches', note: `${files.length} files stand in the documents` },
  });
  return { outcome: 'rendered', files: files.length };
}

/** What is to be paid of what was approved. Asserts the digest over both. */
async function approvedPayments({ register }: RenderBatchesPorts, run: PayoutRun): Promise<readonly Payment[]> {
  const summary = runSummary(run.runId);
  const paid: Payment[] = [];
  for await (const { payment, states } of eachPayment(register, run.runId)) {
    if (states[0]?.state !== 'reserved') continue;
    summary.add(payment);
    const state = stateOf({ states });
    if (state !== 'taken_out' && state !== 'voided') paid.push(payment);
  }
  const digest = summary.digest();
  if (digest !== run.digest)
    throw new PayoutFileDiffers(`${run.runId} adds up to digest ${digest}; ${run.digest} was approved`);
  return paid;
}

async function writeOnce({ files, renderers }: RenderBatchesPorts, batch: PaymentBatch): Promise<RunFile> {
  const { batchId, rail, currency, runId } = batch;
  const renderer = rail === 'internal' ? undefined : renderers[rail];
  if (renderer === undefined) throw new PayoutFileDiffers(`${batchId} has no file format`);
  const { fileName, mediaType, body } = renderer(batch);
  const checksum = sha256Hex(body);
  const key = `payouts/${runId}/${fileName}`;
  const outcome = await files.putOnce({ key, body, mediaType, checksum });
  if (outcome === 'differs') throw new PayoutFileDiffers(`${key} holds other bytes than ${batchId} gives`);
  return { batchId, rail, currency, name: fileName, key, mediaType, checksum, payments: batch.payments.length };
}
