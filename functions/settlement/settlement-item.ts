import { z } from 'zod';
import { amountText, instantText } from '#kernel/api/schemas';
import { assertThat } from '#kernel/errors';
import { toCamelKeys, toSnakeKeys } from '#kernel/key-case';
import { formatUnits, parseUnits } from '#kernel/money/units';
import type { OpenLine, StoredStatement } from '#settlement/settlement-record';

const day = z.string().meta({ example: '2025-05-06' });
const count = z.number().int();
const balance = z.object({ units: amountText, on: day });
const totals = z.object({ count, units: amountText });

/** A bank statement as it is stored; `units` are decimal strings at ledger scale. */
const statementItem = z.object({
  statement_key: z.string(),
  statement_id: z.string(),
  account_at_bank: z.string(),
  account: z.string(),
  currency: z.string(),
  format: z.enum(['camt.053', 'mt940', 'bai2']),
  sequence: count.exactOptional(),
  opening: balance,
  closing: balance,
  credits: totals,
  debits: totals,
  lines: count,
  not_booked: count,
  content_hash: z.string(),
  drop_id: z.string(),
  is_first: z.boolean(),
  state: z.enum(['claimed', 'settled']),
  received_at: instantText,
  settled_at: instantText.exactOptional(),
  matched: count.exactOptional(),
  open: count.exactOptional(),
  check: z
    .object({
      closing: amountText,
      ledger: amountText,
      difference: amountText,
      in_transit: amountText,
      checked_at: instantText,
    })
    .exactOptional(),
});

const openLineItem = z.object({
  line_id: z.string(),
  statement_key: z.string(),
  account: z.string(),
  currency: z.string(),
  line: z.looseObject({ ordinal: count, source_line: count, units: amountText, side: z.enum(['credit', 'debit']) }),
  reason: z.string(),
  proposals: z.array(z.object({ payment_id: z.string(), score: count, reason: z.string() })),
  state: z.enum(['open', 'awaiting-approval', 'resolving', 'matched']),
  match: z.looseObject({ kind: z.enum(['payments', 'remittance', 'account']) }).exactOptional(),
  authority: z
    .object({ subject: z.string(), note: z.string().exactOptional(), approved_by: z.string().exactOptional() })
    .exactOptional(),
  opened_at: instantText,
  matched_at: instantText.exactOptional(),
  revision: count,
});

/** The statement as its item. */
export function statementAttributes(statement: StoredStatement): Record<string, unknown> {
  return toSnakeKeys(withTexts(statement)) as Record<string, unknown>;
}

/** Reads a stored statement; throws a ZodError when the item is none. */
export function statementFrom(item: unknown): StoredStatement {
  return toCamelKeys(withUnits(statementItem.parse(item))) as StoredStatement;
}

/** The open line as its item. */
export function openLineAttributes(line: OpenLine): Record<string, unknown> {
  return toSnakeKeys(withTexts(line)) as Record<string, unknown>;
}

/** Reads a stored open line; throws a ZodError when the item is none. */
export function openLineFrom(item: unknown): OpenLine {
  return toCamelKeys(withUnits(openLineItem.parse(item))) as OpenLine;
}

/** Every bigint as a decimal string. */
function withTexts(value: unknown): unknown {
  if (typeof value === 'bigint') return formatUnits(value);
  if (Array.isArray(value)) return value.map(withTexts);
  if (typeof value !== 'object' || value === null) return value;
  const present = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(present.map(([key, member]) => [key, withTexts(member)]));
}

const AMOUNTS: ReadonlySet<string> = new Set(['units', 'ledger', 'difference', 'in_transit', 'closing']);

/** Members that are amounts, as units again; `closing` is one in a check, and a balance elsewhere. */
function withUnits(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnits);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      AMOUNTS.has(key) && typeof member === 'string' ? unitsFrom(member) : withUnits(member),
    ]),
  );
}

function unitsFrom(text: string): bigint {
  const units = parseUnits(text);
  assertThat(units !== undefined, `${text} is no amount at ledger scale`);
  return units;
}
