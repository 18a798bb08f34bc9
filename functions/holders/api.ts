import { z } from 'zod';
import { READERS, READERS_AND_HOLDER } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { amountText, currencyText, idText, listOf, pageQuery } from '#kernel/api/schemas';

const rateText = z.string().meta({ description: 'A decimal from 0 to 1.', example: '0.15' });

export const holderDocument = z
  .strictObject({
    holder_id: z.string().meta({ example: 'H1' }),
    name: z.string(),
    kind: z.string(),
    currency: currencyText,
    country: z.string().meta({ description: 'ISO 3166 alpha-2.', example: 'US' }),
    commission_rate: rateText.exactOptional(),
    plan: z.string().exactOptional(),
    payout_method: z.string(),
    payout_threshold: amountText,
    version: z.int(),
  })
  .meta({ id: 'Holder' });

export const listHolders = defineRoute({
  operationId: 'listHolders',
  method: 'GET',
  path: '/v1/holders',
  summary: 'Rights holders by id.',
  roles: READERS,
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page of holders.', body: listOf(holderDocument) } },
});

export const getHolder = defineRoute({
  operationId: 'getHolder',
  method: 'GET',
  path: '/v1/holders/{id}',
  summary: 'One rights holder, with the commission rate in force.',
  roles: READERS_AND_HOLDER,
  holderParam: 'id',
  params: z.object({ id: idText }),
  problems: [404],
  answers: {
    200: {
      description: 'The holder.',
      body: holderDocument
        .extend({
          effective_commission: z
            .strictObject({ rate: rateText, from: z.enum(['holder', 'plan']) })
            .nullable()
            .meta({ description: 'The holder’s own rate, else their plan’s; null: reports cannot pay the holder.' }),
        })
        .meta({ id: 'HolderDetail' }),
    },
  },
});
