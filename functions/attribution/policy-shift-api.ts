import { z } from 'zod';
import { recomputationRunning } from '#attribution/api';
import { READERS } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { amountText, currencyText, idText } from '#kernel/api/schemas';
import { trendQuery } from '#kernel/api/trend-query';
import { DISTRIBUTION_POLICIES } from '#kernel/market/distribution-policy';

const share = z.string().meta({ description: 'A part of the pool, ten decimals.', example: '0.2500000000' });
const moved = {
  moved: amountText.meta({ description: 'What one policy pays somebody and the other pays somebody else.' }),
  moved_share: share,
  gaining_holders: z.int().min(0),
  losing_holders: z.int().min(0),
};

export const getPolicyShift = defineRoute({
  operationId: 'getPolicyShift',
  method: 'GET',
  path: '/v1/periods/{id}/policy-shift',
  summary: 'How much of a frozen pool another policy would give to others; simulated once and kept, and never posted.',
  roles: READERS,
  params: z.object({ id: idText.meta({ example: 'US_2025_04' }) }),
  query: z.object({
    policy: z
      .enum(DISTRIBUTION_POLICIES)
      .optional()
      .meta({ description: 'Default: user_centric, or pro_rata where the period was user_centric.' }),
    ...trendQuery,
  }),
  answers: {
    200: {
      description: 'The shift.',
      body: z
        .strictObject({
          period_id: z.string(),
          policy: z.enum(DISTRIBUTION_POLICIES),
          compared_with: z.enum(DISTRIBUTION_POLICIES),
          currency: currencyText,
          pool: amountText,
          ...moved,
          trend: z.array(z.strictObject({ period_id: z.string(), ...moved })).meta({
            description:
              'Periods of the country that were simulated before, with the same two policies and currency; oldest first, this one last.',
          }),
        })
        .meta({ id: 'PolicyShift' }),
    },
    202: { description: 'Still simulating; ask again.', body: recomputationRunning },
  },
  problems: [404, 409],
});
