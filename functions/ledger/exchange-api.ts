import { z } from 'zod';
import { OPERATORS } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { amountText, currencyText, instantInput } from '#kernel/api/schemas';
import { accountText, noteText, transactionBody } from '#ledger/transaction-body';

const dayInput = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day, YYYY-MM-DD')
  .meta({ example: '2025-04-30' });

const dealtBody = z.strictObject({
  rate: z.string().max(60).meta({ description: 'Units of the credited currency for one of the debited, a decimal.' }),
  rate_source: z.string().min(1).max(200).meta({ description: 'Whose rate it is, such as a bank’s deal number.' }),
});

const policyBody = z
  .strictObject({
    max_age_days: z.int().min(0).max(31).default(0),
    inverse: z.boolean().default(false),
    cross_via: currencyText.optional(),
  })
  .meta({ description: 'What may stand in for the pair’s own rate of that day; nothing does unless it is said.' });

export const prepareLedgerExchange = defineRoute({
  operationId: 'prepareLedgerExchange',
  method: 'POST',
  path: '/v1/ledger/exchanges',
  summary:
    'Prepares an exchange: four entries through fx accounts (R26). It moves money when a second person approves it.',
  roles: OPERATORS,
  body: z.object({
    from: accountText,
    to: accountText,
    amount: amountText.meta({
      description:
        'What is given, in the currency of `from`: its balance falls by it, that of `to` rises by its worth.',
    }),
    dealt: dealtBody
      .optional()
      .meta({ description: 'The rate that was dealt; else the day’s rate of the book is taken.' }),
    date: dayInput.optional().meta({ description: 'The day of the rate; default the day of the effective time.' }),
    policy: policyBody.optional(),
    effective_at: instantInput.optional(),
    note: noteText,
  }),
  answers: { 201: { description: 'It is prepared.', body: transactionBody } },
  problems: [409, 422],
});
