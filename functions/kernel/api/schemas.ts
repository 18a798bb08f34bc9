import { z } from 'zod';
import { type Instant, parseInstant } from '#kernel/time/clock';

/** A decimal amount as it crosses the boundary: a string beside a `currency`, never a JSON number (R12). */
export const amountText = z
  .string()
  .regex(/^-?(0|[1-9]\d{0,27})(\.\d{1,28})?$/, 'must be a decimal string such as "12.34"')
  .meta({ id: 'Amount', description: 'A decimal string, never a JSON number.', example: '12.3400000000' });

/** An ISO 4217 code by its form; whether such a currency exists is `parseCurrency`'s to say. */
export const currencyText = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as "USD"')
  .meta({ id: 'CurrencyCode', description: 'ISO 4217.', example: 'USD' });

/** An instant in an answer: ISO 8601 UTC with milliseconds. */
export const instantText = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'must be an instant such as "2025-05-03T00:00:00.000Z"')
  .meta({ id: 'Instant', description: 'ISO 8601, UTC.', example: '2025-05-03T00:00:00.000Z' });

/** An instant in a request; a date alone means 00:00:00Z (R4). Parses to an `Instant`. */
export const instantInput = z
  .string()
  .transform((text, context): Instant => {
    const instant = parseInstant(text);
    if (instant !== undefined) return instant;
    context.addIssue({ code: 'custom', message: 'must be ISO 8601, such as "2025-05-03T00:00:00Z" or "2025-05-03"' });
    return z.NEVER;
  })
  .meta({ description: 'ISO 8601; a date alone means 00:00:00Z.', example: '2025-05-03T00:00:00Z' });

/** An id in a path, query or body: 1–256 printable characters without spaces. */
export const idText = z
  .string()
  .regex(/^[\x21-\x7e]{1,256}$/, 'must be 1 to 256 printable ASCII characters without spaces')
  .meta({ example: 'H1' });

/** The query fields of a list; spread them into a route's `query`. The decoded cursor reaches the handler as `page.after`. */
export const pageQuery = {
  limit: z.coerce
    .number({ error: 'must be a whole number from 1 to 500' })
    .int()
    .min(1)
    .max(500)
    .default(50)
    .meta({ description: 'How many items at most.', example: 50 }),
  cursor: z
    .string()
    .max(2048)
    .optional()
    .meta({ description: 'The `next_cursor` of the answer before, with the same query.' }),
};

/** A list's answer: `{items, next_cursor}`; `next_cursor` is null on the last page. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), next_cursor: z.string().nullable() });
}
