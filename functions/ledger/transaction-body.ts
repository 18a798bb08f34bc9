import { z } from 'zod';
import { amountText, currencyText, instantText } from '#kernel/api/schemas';
import { drawKinds, transactionKinds, transactionStates } from '#ledger/journal-transaction';

export const accountText = z
  .string()
  .min(1)
  .max(512)
  .meta({ description: 'An account’s path, or a prefix of whole segments.', example: 'payable:holder:H1:USD' });
export const noteText = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => text.isWellFormed(), 'must not end in half a character');
export const sourceBody = z.strictObject({ type: z.string(), id: z.string() });

export const postingBody = z.strictObject({
  debit: accountText,
  credit: accountText,
  amount: amountText,
  currency: currencyText,
});

const exchangeBody = z.strictObject({
  from: currencyText,
  to: currencyText,
  rate: z.string().meta({ description: 'Units of `to` for one of `from`.' }),
  rate_date: z.string(),
  rate_source: z.string(),
  functional_amount: amountText.nullable(),
});

export const transactionBody = z.strictObject({
  transaction_id: z.string(),
  kind: z.enum(transactionKinds),
  state: z.enum(transactionStates),
  postings: z
    .array(postingBody)
    .meta({ description: 'Empty for a transaction in chunks; each chunk carries its part.' }),
  effective_at: instantText,
  recorded_at: instantText,
  source: sourceBody,
  correlation_id: z.string(),
  reversal_of: z.string().nullable(),
  reversed_by: z.string().nullable(),
  supersedes: z.string().nullable(),
  superseded_by: z.string().nullable(),
  parent_id: z.string().nullable(),
  chunk_count: z.int().nullable(),
  chunk_ids: z.array(z.string()).meta({
    description:
      'The transactions that carry the postings of one in chunks (R30), in order; a chunk names it as `parent_id`.',
  }),
  reservation: z
    .strictObject({
      account: z.string(),
      currency: currencyText,
      amount: amountText,
      remaining: amountText.meta({ description: 'What of the amount still stands reserved.' }),
      expires_at: instantText.nullable().meta({ description: 'When it ends by itself, unless it was instructed.' }),
    })
    .nullable()
    .meta({ description: 'What the transaction sets aside, if it is a reservation (R32).' }),
  draws_on: z
    .strictObject({ reservation_id: z.string(), as: z.enum(drawKinds), remaining: amountText })
    .nullable()
    .meta({ description: 'The reservation that the transaction took from, how, and what it left.' }),
  exchange: exchangeBody.nullable().meta({ description: 'The rate of an exchange and where it came from (R26).' }),
  note: z.string().nullable(),
  content_hash: z.string(),
  timeline: z.array(
    z.strictObject({
      state: z.enum(transactionStates),
      at: instantText,
      actor: z.string(),
      reason: z.string().nullable(),
      by: z.string().nullable(),
      remaining: amountText.nullable(),
    }),
  ),
});

export type TransactionBody = z.input<typeof transactionBody>;
