import { z } from 'zod';
import { PAYOUT_METHODS } from '#holders/destination';
import { APPROVERS, READERS, READERS_AND_HOLDER } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { amountText, currencyText, idText, instantText, listOf, pageQuery } from '#kernel/api/schemas';

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

const maskedText = z.string().nullable().meta({ description: 'Its last four characters.', example: '***3000' });

export const destinationDocument = z
  .strictObject({
    holder_id: z.string().meta({ example: 'H1' }),
    method: z.enum(PAYOUT_METHODS),
    iban: maskedText,
    bic: maskedText,
    account: maskedText,
    routing: maskedText,
    email: maskedText,
    verified: z.boolean(),
    version: z.int(),
    digest: z.string().meta({ description: 'What an approver repeats: a hash of where money would go.' }),
    changed_at: instantText.nullable().meta({ description: 'Null: the holder never had another destination.' }),
    paid_from: instantText.nullable().meta({ description: 'When the cooling-off time after a change is over.' }),
    approved_by: z.string().nullable(),
    approved_at: instantText.nullable(),
  })
  .meta({ id: 'Destination' });

export const getDestination = defineRoute({
  operationId: 'getDestination',
  method: 'GET',
  path: '/v1/holders/{id}/destination',
  summary: 'Where a holder is paid, masked, and whether a change of it was approved.',
  roles: READERS_AND_HOLDER,
  holderParam: 'id',
  params: z.object({ id: idText }),
  answers: { 200: { description: 'The destination.', body: destinationDocument } },
  problems: [404],
});

export const approveDestination = defineRoute({
  operationId: 'approveDestination',
  method: 'POST',
  path: '/v1/holders/{id}/destination/approve',
  summary:
    'A second person approves a changed destination, by the digest that GET shows; it is paid to after the cooling-off time. Whoever may drop destinations may not.',
  roles: APPROVERS,
  params: z.object({ id: idText }),
  body: z.object({
    digest: z.string().regex(/^[0-9a-f]{64}$/, 'must be the digest that GET /v1/holders/{id}/destination shows'),
  }),
  answers: { 200: { description: 'Approved.', body: destinationDocument } },
  problems: [404, 409],
});
