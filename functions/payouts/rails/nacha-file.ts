import { parseRoutingNumber } from '#kernel/banking/routing-number';
import { sha256Hex } from '#kernel/digest';
import { assertThat } from '#kernel/errors';
import type { Currency } from '#kernel/money/currency';
import type { PaymentBatch, PaymentInstruction, RenderedBatch } from '#payouts/payment-batch';
import { fixedText } from '#payouts/rails/plain-text';
import { minorUnitsOf } from '#payouts/rails/rail-amount';

const RECORD_LENGTH = 94;
/** Records of a block: files are filled with lines of nines to whole blocks. */
const BLOCK_RECORDS = 10;
const FILLER = '9'.repeat(RECORD_LENGTH);
/** Cents that an entry's ten digits hold. */
const ENTRY_CENTS_MAX = 9_999_999_999n;
const IDENTIFICATION_LENGTH = 15;

/**
 * A NACHA file of credits to accounts in the United States: one PPD batch, 94 columns, both controls, the entry hash. Asserts dollars, true
 * routing numbers and amounts that fit. A return names the trace number: our routing number's eight digits and the entry's place.
 */
export function renderNacha(batch: PaymentBatch): RenderedBatch {
  const { batchId, currency, payments } = batch;
  assertThat(currency === 'USD', `Batch ${batchId} is in ${currency}; ACH moves US dollars`);
  assertThat(payments.length > 0 && payments.length <= 999_999, `Batch ${batchId} has ${payments.length} payments`);
  const origin = originOf(batch);
  const entries = payments.map((payment, index) => entryOf(payment, { origin, currency, place: index + 1 }));
  const hash = entries.reduce((sum, { rdfi }) => sum + BigInt(rdfi), 0n) % 10_000_000_000n;
  const cents = entries.reduce((sum, entry) => sum + entry.cents, 0n);
  const totals = `${digits(hash, 10)}${digits(0n, 12)}${digits(cents, 12)}`;
  const records = [
    fileHeader(batch, origin),
    batchHeader(batch, origin),
    ...entries.map(({ record }) => record),
    `8220${digits(payments.length, 6)}${totals}${origin.companyId}${' '.repeat(25)}${origin.odfi}${digits(1, 7)}`,
  ];
  const blocks = Math.ceil((records.length + 1) / BLOCK_RECORDS);
  records.push(`9${digits(1, 6)}${digits(blocks, 6)}${digits(payments.length, 8)}${totals}${' '.repeat(39)}`);
  while (records.length % BLOCK_RECORDS !== 0) records.push(FILLER);
  for (const record of records) assertThat(record.length === RECORD_LENGTH, `A record has ${record.length} characters`);
  return { fileName: `${batchId}.ach`, mediaType: 'text/plain', body: `${records.join('\n')}\n` };
}

/**
 * What an entry carries as its individual identification number, and a return brings back: the end-to-end id where it fits into
 * fifteen characters, else fifteen of its hash.
 */
export function achIdentification(endToEndId: string): string {
  return endToEndId.length <= IDENTIFICATION_LENGTH
    ? endToEndId
    : sha256Hex(endToEndId).slice(0, IDENTIFICATION_LENGTH).toUpperCase();
}

interface Origin {
  readonly routing: string;
  /** The first eight digits of the routing number, without its check digit. */
  readonly odfi: string;
  readonly companyId: string;
}

function originOf({ batchId, debtor: { routing = '', companyId = '' } }: PaymentBatch): Origin {
  assertThat(parseRoutingNumber(routing) !== undefined, `The debtor of ${batchId} has no routing number`);
  assertThat(/^[A-Za-z0-9 ]{1,10}$/.test(companyId), `The debtor of ${batchId} has no company id`);
  return { routing, odfi: routing.slice(0, 8), companyId: companyId.padEnd(10) };
}

function fileHeader({ createdAt, debtor }: PaymentBatch, { routing, companyId }: Origin): string {
  const created = `${createdAt.slice(2, 10).replaceAll('-', '')}${createdAt.slice(11, 16).replace(':', '')}`;
  const names = `${' '.repeat(23)}${fixedText(debtor.name, 23)}${' '.repeat(8)}`;
  return `101 ${routing}${companyId.trimEnd().padStart(10)}${created}A094101${names}`;
}

function batchHeader({ debtor, executionDate }: PaymentBatch, { odfi, companyId }: Origin): string {
  const day = executionDate.slice(2).replaceAll('-', '');
  const company = `${fixedText(debtor.name, 16)}${' '.repeat(20)}${companyId}`;
  return `5220${company}PPD${fixedText('ROYALTY', 10)}${day}${day}   1${odfi}${digits(1, 7)}`;
}

interface EntryPlace {
  readonly origin: Origin;
  readonly currency: Currency;
  /** 1, 2, 3 … in the file. */
  readonly place: number;
}

function entryOf(payment: PaymentInstruction, { origin, currency, place }: EntryPlace) {
  const { paymentId, destination, endToEndId, name, units } = payment;
  const { routing = '', account = '' } = destination;
  assertThat(parseRoutingNumber(routing) !== undefined, `Payment ${paymentId} names no routing number`);
  assertThat(/^[A-Za-z0-9 -]{1,17}$/.test(account), `Payment ${paymentId} names no account that ACH can write`);
  const cents = minorUnitsOf(units, currency);
  assertThat(cents <= ENTRY_CENTS_MAX, `Payment ${paymentId} is more than one ACH entry can hold`);
  const identification = achIdentification(endToEndId).padEnd(IDENTIFICATION_LENGTH);
  const receiver = `${account.padEnd(17)}${digits(cents, 10)}${identification}${fixedText(name, 22)}`;
  return { cents, rdfi: routing.slice(0, 8), record: `622${routing}${receiver}  0${origin.odfi}${digits(place, 7)}` };
}

const digits = (value: bigint | number, length: number) => value.toString().padStart(length, '0');
