import { z } from 'zod';
import { parseCurrency } from '#kernel/money/currency';
import { parseUnits, type Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import { type AccountId, parseAccount } from '#ledger/account';

/** Attributes of a stored item beside its key: text, or a whole number. */
export type LedgerRecord = Readonly<Record<string, string | number>>;

/** Ledger units from their stored text. */
export const storedUnits = z.string().transform((text, context): Units => {
  const units = parseUnits(text);
  if (units === undefined) context.addIssue({ code: 'custom', message: `${text} is no amount of ledger units` });
  return units ?? 0n;
});

/** What `Date.toISOString` writes; the day was checked when the instant was read at the edge. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** An instant as stored. */
export const storedInstant = z.custom<Instant>((value) => typeof value === 'string' && INSTANT.test(value));

/** An account path as stored. */
export const storedAccount = z.custom<AccountId>(
  (value) => typeof value === 'string' && parseAccount(value) !== undefined,
);

/** A currency as stored. */
export const storedCurrency = z.string().transform((text, context) => {
  const currency = parseCurrency(text);
  if (currency !== undefined) return currency;
  context.addIssue({ code: 'custom', message: `${text} is no currency` });
  return z.NEVER;
});

/** A list as stored: its JSON text. */
export function storedList<Item extends z.ZodType>(item: Item) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(item));
}
