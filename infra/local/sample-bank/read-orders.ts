import Papa from 'papaparse';
import { SaxesParser } from 'saxes';

/** What a bank is asked to pay, as it reads it from the file that it was sent. */
export interface Order {
  /** What a statement brings back, as the file names the payment. */
  readonly reference: string;
  readonly currency: string;
  readonly cents: bigint;
}

/** The orders of one file, under the name by which the bank knows the whole. */
export interface OrderFile {
  readonly batch: string;
  /** One booking for all of it, or one for each order. */
  readonly isBookedWhole: boolean;
  readonly orders: readonly Order[];
}

export interface SentFile {
  readonly name: string;
  readonly body: string;
}

const CENTS = /^(\d+)\.(\d{2})$/;

/** Reads a payment file as whoever receives it does: from its text alone. Throws when the file contradicts itself. */
export function readOrders({ name, body }: SentFile): OrderFile {
  const ending = /\.[a-z]+$/.exec(name)?.[0];
  const batch = name.slice(0, name.length - (ending?.length ?? 0));
  switch (ending) {
    case '.xml':
      return ofCreditTransfer(body);
    case '.ach':
      return { batch, isBookedWhole: false, orders: ofNacha(body) };
    case '.csv':
      return { batch, isBookedWhole: true, orders: ofPaypal(body) };
    default:
      throw new Error(`${name} is none of pain.001, NACHA and PayPal’s table, which the sample bank takes`);
  }
}

/** SEPA transfers are booked as one, as the file asks; those across borders one by one, since each has its own charges and day. */
function ofCreditTransfer(body: string): OrderFile {
  const orders: Order[] = [];
  const texts = new Map<string, string>();
  const parser = new SaxesParser();
  let currency = '';
  let own = '';
  parser.on('opentag', ({ name, attributes }) => {
    own = '';
    if (name === 'InstdAmt') currency = String(attributes['Ccy']);
  });
  parser.on('text', (text) => {
    own += text;
  });
  parser.on('closetag', ({ name }) => {
    // Totals stand in the header and again in the block: both times before the orders.
    if (own.trim() !== '') texts.set(name, own.trim());
    if (name === 'CdtTrfTxInf')
      orders.push({ reference: texts.get('EndToEndId') ?? '', currency, cents: centsOf(texts.get('InstdAmt') ?? '') });
    own = '';
  });
  parser.write(body).close();
  requireTotals(orders, Number(texts.get('NbOfTxs')), centsOf(texts.get('CtrlSum') ?? ''));
  return { batch: texts.get('PmtInfId') ?? '', isBookedWhole: texts.get('Cd') === 'SEPA', orders };
}

/** An entry is 94 columns wide: amount in 30–39, identification in 40–54; the file control repeats count and sum. */
function ofNacha(body: string): readonly Order[] {
  const records = body.split('\n');
  const orders = records
    .filter((record) => record.startsWith('6'))
    .map((record) => ({
      reference: record.slice(39, 54).trim(),
      currency: 'USD',
      cents: BigInt(record.slice(29, 39)),
    }));
  const control = records.find((record) => record.startsWith('9') && !record.startsWith('99')) ?? '';
  requireTotals(orders, Number(control.slice(13, 21)), BigInt(control.slice(43, 55)));
  return orders;
}

/** Recipient, amount, currency, reference; no totals. The wallet is filled up by one transfer of the whole. */
function ofPaypal(body: string): readonly Order[] {
  const rows = Papa.parse<string[]>(body, { skipEmptyLines: true }).data;
  return rows.map(([, amount = '', currency = '', reference = '']) => ({
    reference,
    currency,
    cents: centsOf(amount),
  }));
}

function requireTotals(orders: readonly Order[], count: number, sum: bigint): void {
  const total = orders.reduce((cents, order) => cents + order.cents, 0n);
  if (orders.length !== count || total !== sum)
    throw new Error(`The file says ${count} orders of ${sum} cents and has ${orders.length} of ${total}`);
}

function centsOf(text: string): bigint {
  const [, whole, fraction] = CENTS.exec(text) ?? [];
  if (whole === undefined || fraction === undefined) throw new Error(`${JSON.stringify(text)} is no amount in cents`);
  return BigInt(whole + fraction);
}
