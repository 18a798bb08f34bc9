import { z } from 'zod';
import { adjustmentBody } from '#close/adjustment-body';
import { periodBody } from '#close/period-body';
import { APPROVERS, OPERATORS, READERS } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { amountText, currencyText, idText, listOf, pageQuery } from '#kernel/api/schemas';
import { DISTRIBUTION_POLICIES } from '#kernel/market/distribution-policy';

const periodId = z.object({ id: idText.meta({ example: 'US_2025_04' }) });
const month = z
  .string()
  .regex(/^(19[7-9]\d|[2-9]\d{3})-(0[1-9]|1[0-2])$/, 'must be a month such as "2025-04"')
  .meta({ example: '2025-04' });

export const listPeriods = defineRoute({
  operationId: 'listPeriods',
  method: 'GET',
  path: '/v1/periods',
  summary: 'The country-periods of a month, by country; without a month, those of the month that ended last.',
  roles: READERS,
  query: z.object({ ...pageQuery, month: month.optional() }),
  answers: { 200: { description: 'A page of periods.', body: listOf(periodBody) } },
});

export const getPeriod = defineRoute({
  operationId: 'getPeriod',
  method: 'GET',
  path: '/v1/periods/{id}',
  summary: 'One country-period: how far its close has come, its pool, its counts, its rate and its proof.',
  roles: READERS,
  params: periodId,
  answers: { 200: { description: 'The period.', body: periodBody } },
  problems: [404],
});

export const closePeriod = defineRoute({
  operationId: 'closePeriod',
  method: 'POST',
  path: '/v1/periods/{id}/close',
  summary: 'Asks for the close of a period that is over; a close that stopped goes on.',
  roles: OPERATORS,
  params: periodId,
  body: z.object({
    policy: z
      .string()
      .optional()
      .meta({ description: `One of ${DISTRIBUTION_POLICIES.join(', ')}; by default the market’s own.` }),
  }),
  answers: { 202: { description: 'Taken; the close goes on by itself.', body: periodBody } },
  problems: [409, 422],
});

export const approvePeriod = defineRoute({
  operationId: 'approvePeriod',
  method: 'POST',
  path: '/v1/periods/{id}/approve',
  summary: 'A second person approves what a period pays, by the digest that GET shows; the period is then PAID.',
  roles: APPROVERS,
  params: periodId,
  body: z.object({
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be the digest that GET /v1/periods/{id} shows under /approval')
      .meta({ description: 'What is approved: the posting, the inputs and the close report of the period.' }),
  }),
  answers: { 202: { description: 'Approved; the close goes on by itself.', body: periodBody } },
  problems: [404, 409],
});

const reasonText = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => text.isWellFormed(), 'must not end in half a character');

export const prepareAdjustment = defineRoute({
  operationId: 'prepareAdjustment',
  method: 'POST',
  path: '/v1/periods/{id}/adjustments',
  summary:
    'Says what was charged back of a frozen period’s revenue; the country’s next pool takes it once approved (R29).',
  roles: OPERATORS,
  params: periodId,
  body: z.object({ kind: z.literal('chargeback'), amount: amountText, currency: currencyText, reason: reasonText }),
  answers: { 201: { description: 'Prepared; another person approves it.', body: adjustmentBody } },
  problems: [404, 409, 422],
});

export const listAdjustments = defineRoute({
  operationId: 'listAdjustments',
  method: 'GET',
  path: '/v1/periods/{id}/adjustments',
  summary: 'What was charged back of a frozen period, how far each has come, and which period took it.',
  roles: READERS,
  params: periodId,
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page of adjustments.', body: listOf(adjustmentBody) } },
});

export const approveAdjustment = defineRoute({
  operationId: 'approveAdjustment',
  method: 'POST',
  path: '/v1/periods/{id}/adjustments/{adjustment_id}/approve',
  summary: 'A second person approves an adjustment; the next period whose cutoff lies ahead takes it (R13).',
  roles: APPROVERS,
  params: periodId.extend({ adjustment_id: idText }),
  answers: { 200: { description: 'Approved.', body: adjustmentBody } },
  problems: [404],
});
