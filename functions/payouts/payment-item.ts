import { z } from 'zod';
import { PAYOUT_METHODS } from '#holders/destination';
import type { Json } from '#kernel/canonical-json';
import { assertThat } from '#kernel/errors';
import { toCamelKeys, toSnakeKeys } from '#kernel/key-case';
import { type Currency, parseCurrency } from '#kernel/money/currency';
import { formatUnits, parseUnits, type Units } from '#kernel/money/units';
import { type Instant, parseInstant } from '#kernel/time/clock';
import { type AccountId, parseAccount } from '#ledger/account';
import { CARRY_REASONS } from '#payouts/carried';
import type { Notice } from '#payouts/notice';
import { PAYMENT_STATES, type Payment, type PaymentStateChange } from '#payouts/payment';
import type { StoredPlan } from '#payouts/ports';
import { type PayoutRun, RUN_STATES, type RunEvent } from '#payouts/run';
import type { TaxEntry } from '#payouts/tax-entry';
import { TAX_REPORTS } from '#payouts/withholding';

const instant = z.string().transform((text): Instant => {
  const parsed = parseInstant(text);
  assertThat(parsed !== undefined, `${text} is stored as an instant`);
  return parsed;
});
const units = z.string().transform((text): Units => {
  const parsed = parseUnits(text);
  assertThat(parsed !== undefined, `${text} is stored as an amount`);
  return parsed;
});
const currency = z.string().transform((code): Currency => {
  const parsed = parseCurrency(code);
  assertThat(parsed !== undefined, `${code} is stored as a currency`);
  return parsed;
});
const account = z.string().transform((path): AccountId => {
  const parsed = parseAccount(path);
  assertThat(parsed !== undefined, `${path} is stored as an account`);
  return parsed.id;
});
const text = z.string();
const count = z.number().int();
const optional = text.exactOptional();

const destination = z.strictObject({
  holderId: text,
  method: z.enum(PAYOUT_METHODS),
  iban: optional,
  bic: optional,
  account: optional,
  routing: optional,
  email: optional,
  verified: z.enum(['true', 'false']),
});

const payment = z.strictObject({
  paymentId: text,
  runId: text,
  holderId: text,
  name: text,
  country: text,
  rail: z.enum(PAYOUT_METHODS),
  currency,
  account,
  sourceCurrency: currency,
  sourceUnits: units,
  exchange: z.strictObject({ rate: text, rateDate: text, rateSource: text }).exactOptional(),
  convertedUnits: units,
  tax: z
    .strictObject({ rule: text, rate: text, units, report: z.enum(TAX_REPORTS), form: optional, country: text })
    .exactOptional(),
  netUnits: units,
  destination,
  destinationDigest: text,
});

const stateChange = z.strictObject({
  ordinal: count,
  state: z.enum(PAYMENT_STATES).exclude(['planned']),
  at: instant,
  reason: optional,
  reference: optional,
});

const carriedBalance = z.strictObject({
  holderId: text,
  account,
  currency,
  units,
  reason: z.enum(CARRY_REASONS),
  detail: text,
});

const run = z.strictObject({
  runId: text,
  state: z.enum(RUN_STATES),
  preparedBy: z.array(text),
  executionDate: text,
  attempt: count,
  totals: z.array(z.strictObject({ currency: text, payments: count, net: text, tax: text })),
  carriedCount: count,
  digest: optional,
  approversNeeded: count,
  approvals: z.array(z.strictObject({ digest: text, approvedBy: text, approvedAt: instant })),
  expiresAt: instant.exactOptional(),
  reservedUntil: instant,
  taskToken: optional,
  fault: optional,
  files: z.array(
    z.strictObject({
      batchId: text,
      rail: z.enum(PAYOUT_METHODS),
      currency: text,
      name: text,
      key: text,
      mediaType: text,
      checksum: text,
      payments: count,
    }),
  ),
  createdAt: instant,
  updatedAt: instant,
  revision: count,
});

const event = z.strictObject({ step: text, at: instant, note: text, actor: optional });

const taxEntry = z.strictObject({
  holderId: text,
  year: text,
  paymentId: text,
  kind: z.enum(['payment', 'return']),
  report: z.enum(TAX_REPORTS),
  rule: text,
  rate: text,
  country: text,
  paidOn: text,
  currency,
  gross: units,
  withheld: units,
});

const notice = z.strictObject({
  holderId: text,
  paymentId: text,
  kind: z.enum(['payment-rejected', 'payment-returned']),
  currency,
  units,
  reason: text,
  text,
  at: instant,
});

type Item = Readonly<Record<string, unknown>>;

/** What the control table holds of runs and payments: snake_case, amounts as decimal text, absent parts left out. */
export const payoutItems = {
  payment: (item: Item): Payment => payment.parse(toCamelKeys(item)),
  stateChange: (item: Item): PaymentStateChange => stateChange.parse(toCamelKeys(item)),
  carried: (item: Item): StoredPlan['carried'][number] => carriedBalance.parse(toCamelKeys(item)),
  run: (item: Item): PayoutRun => run.parse(toCamelKeys(item)),
  event: (item: Item): RunEvent => event.parse(toCamelKeys(item)),
  taxEntry: (item: Item): TaxEntry => taxEntry.parse(toCamelKeys(item)),
  notice: (item: Item): Notice => notice.parse(toCamelKeys(item)),
};

const attributes = z.record(z.string(), z.json().optional());

/** The attributes of any of them. */
export function payoutAttributes(value: object): Readonly<Record<string, Json | undefined>> {
  return attributes.parse(toSnakeKeys(withoutBigints(value)));
}

function withoutBigints(value: unknown): Json | undefined {
  if (typeof value === 'bigint') return formatUnits(value);
  if (Array.isArray(value)) return value.map((item) => withoutBigints(item) ?? null);
  if (typeof value !== 'object' || value === null) return value as Json | undefined;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutBigints(member)]));
}
