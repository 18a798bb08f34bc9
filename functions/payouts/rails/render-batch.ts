import { assertThat } from '#kernel/errors';
import type { BatchRenderer, PaymentBatch, Rail, RenderedBatch } from '#payouts/payment-batch';
import { renderInternational, renderSepa } from '#payouts/rails/credit-transfer';
import { renderNacha } from '#payouts/rails/nacha-file';
import { renderCsv, renderPaypal } from '#payouts/rails/payment-table';

/** A writer for every rail that has a file; `internal` moves money on the ledger alone. */
export const RENDERERS: Readonly<Record<Exclude<Rail, 'internal'>, BatchRenderer>> = {
  sepa: renderSepa,
  international: renderInternational,
  ach: renderNacha,
  csv: renderCsv,
  paypal: renderPaypal,
};

/** The file of a batch. Asserts that its rail has one. */
export function renderBatch(batch: PaymentBatch): RenderedBatch {
  assertThat(batch.rail !== 'internal', `Batch ${batch.batchId} moves on the ledger; it has no file`);
  return RENDERERS[batch.rail](batch);
}
