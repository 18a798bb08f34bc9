import Papa from 'papaparse';
import { assertThat } from '#kernel/errors';
import type { PaymentBatch, RenderedBatch } from '#payouts/payment-batch';
import { sepaText } from '#payouts/rails/plain-text';
import { railAmount } from '#payouts/rails/rail-amount';

/** Rows that PayPal's Payouts Web takes in one file. */
export const PAYPAL_ROWS_MAX = 5000;

const COLUMNS = [
  'payment_id',
  'end_to_end_id',
  'holder_id',
  'name',
  'country',
  'amount',
  'currency',
  'iban',
  'bic',
  'account',
  'routing',
  'email',
  'execution_date',
  'remittance',
] as const;

/** A table with a header row, for banks that have none of the formats. Cells that a spreadsheet would compute are made text. */
export function renderCsv(batch: PaymentBatch): RenderedBatch {
  const { batchId, currency, executionDate, payments } = batch;
  const rows = payments.map(
    ({ paymentId, endToEndId, holderId, name, country, units, destination, remittanceText }) => [
      paymentId,
      endToEndId,
      holderId,
      name,
      country,
      railAmount(units, currency),
      currency,
      destination.iban ?? '',
      destination.bic ?? '',
      destination.account ?? '',
      destination.routing ?? '',
      destination.email ?? '',
      executionDate,
      remittanceText,
    ],
  );
  return { fileName: `${batchId}.csv`, mediaType: 'text/csv', body: table([[...COLUMNS], ...rows]) };
}

/** PayPal's table of payouts: no header; recipient, amount, currency, our reference, note, wallet. */
export function renderPaypal(batch: PaymentBatch): RenderedBatch {
  const { batchId, currency, payments } = batch;
  assertThat(
    payments.length <= PAYPAL_ROWS_MAX,
    `Batch ${batchId} has ${payments.length} rows; PayPal takes ${PAYPAL_ROWS_MAX}`,
  );
  const rows = payments.map(({ paymentId, endToEndId, units, destination: { email }, remittanceText }) => {
    assertThat(email !== undefined && email !== '', `Payment ${paymentId} names no e-mail address`);
    return [email, railAmount(units, currency), currency, endToEndId, sepaText(remittanceText, 140), 'PAYPAL'];
  });
  return { fileName: `${batchId}.csv`, mediaType: 'text/csv', body: table(rows) };
}

function table(rows: readonly (readonly string[])[]): string {
  return `${Papa.unparse(rows as string[][], { newline: '\r\n', escapeFormulae: true })}\r\n`;
}
