import { z } from 'zod';
import { READERS } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { amountText, currencyText, instantText, listOf, pageQuery } from '#kernel/api/schemas';
import { sourceBody } from '#ledger/transaction-body';

const reasonText = z
  .string()
  .meta({ description: 'The account’s second segment, or `unexplained`.', example: 'unmatched' });

export const listHolding = defineRoute({
  operationId: 'listHolding',
  method: 'GET',
  path: '/v1/holding',
  summary: 'Money without an owner: its source, its age and how it gets out. A page ends with a whole account.',
  roles: READERS,
  query: z.object(pageQuery),
  answers: {
    200: {
      description: 'A page of held items.',
      body: listOf(
        z.strictObject({
          account: z.string(),
          reason: reasonText,
          currency: currencyText,
          amount: amountText.meta({ description: 'What is left of it; what leaves takes the oldest first.' }),
          source: sourceBody,
          transaction_id: z.string(),
          since: instantText,
          age_days: z.int(),
          overdue: z.boolean(),
          release_path: z.string(),
        }),
      ),
    },
  },
});

export const getHoldingAgeing = defineRoute({
  operationId: 'getHoldingAgeing',
  method: 'GET',
  path: '/v1/holding/ageing',
  summary: 'All held money by reason, currency and age. A residual is there by design and never overdue.',
  roles: READERS,
  answers: {
    200: {
      description: 'The ageing report.',
      body: z.strictObject({
        as_of: instantText,
        items: z.array(
          z.strictObject({
            reason: reasonText,
            currency: currencyText,
            from_days: z.int(),
            before_days: z.int().nullable(),
            amount: amountText,
            count: z.int(),
            overdue_amount: amountText,
          }),
        ),
      }),
    },
  },
});
