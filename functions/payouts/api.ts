import { z } from 'zod';
import { APPROVERS, OPERATORS, READERS, READERS_AND_HOLDER } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { idText, listOf, pageQuery } from '#kernel/api/schemas';
import { holdBody, noticeBody, paymentBody, runBody, runFileBody, runSummaryBody, taxYearBody } from '#payouts/bodies';
import { carriedBody } from '#payouts/carried-body';

const runId = z.object({ id: idText.meta({ example: 'R3F2A9C01B7D4' }) });
const holderId = z.object({ id: idText });

export const startPayoutRun = defineRoute({
  operationId: 'startPayoutRun',
  method: 'POST',
  path: '/v1/payout-runs',
  summary: 'Starts a payout run: plans who is paid, reserves it, and waits for approval.',
  roles: OPERATORS,
  body: z.object({
    execution_date: z.iso
      .date()
      .optional()
      .meta({ description: 'When banks are asked to pay; by default the next day.', example: '2025-05-05' }),
  }),
  answers: { 202: { description: 'Taken; the run goes on by itself.', body: runBody } },
  problems: [422],
});

export const listPayoutRuns = defineRoute({
  operationId: 'listPayoutRuns',
  method: 'GET',
  path: '/v1/payout-runs',
  summary: 'Payout runs, newest first.',
  roles: READERS,
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page of runs.', body: listOf(runSummaryBody) } },
});

export const getPayoutRun = defineRoute({
  operationId: 'getPayoutRun',
  method: 'GET',
  path: '/v1/payout-runs/{id}',
  summary: 'One payout run with the first 500 of its payments; the others under /payments.',
  roles: READERS,
  params: runId,
  answers: { 200: { description: 'The run.', body: runBody } },
  problems: [404],
});

export const listPayoutPayments = defineRoute({
  operationId: 'listPayoutPayments',
  method: 'GET',
  path: '/v1/payout-runs/{id}/payments',
  summary: 'The payments of a run by id, each with its states.',
  roles: READERS,
  params: runId,
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page of payments.', body: listOf(paymentBody) } },
  problems: [404],
});

export const listCarriedBalances = defineRoute({
  operationId: 'listCarriedBalances',
  method: 'GET',
  path: '/v1/payout-runs/{id}/carried',
  summary: 'The balances that a run saw and did not pay, each with its reason.',
  roles: READERS,
  params: runId,
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page of balances.', body: listOf(carriedBody) } },
  problems: [404],
});

export const approvePayoutRun = defineRoute({
  operationId: 'approvePayoutRun',
  method: 'POST',
  path: '/v1/payout-runs/{id}/approve',
  summary:
    'Another person approves payees, destinations and amounts, by the digest that GET shows; above a limit two do.',
  roles: APPROVERS,
  params: runId,
  body: z.object({
    digest: z.string().regex(/^[0-9a-f]{64}$/, 'must be the digest that GET /v1/payout-runs/{id} shows'),
  }),
  answers: { 202: { description: 'Approved; the run goes on once nobody else is needed.', body: runBody } },
  problems: [404, 409],
});

export const resumePayoutRun = defineRoute({
  operationId: 'resumePayoutRun',
  method: 'POST',
  path: '/v1/payout-runs/{id}/resume',
  summary: 'Sets a run going again that a fault stopped; it goes on from what is stored.',
  roles: OPERATORS,
  params: runId,
  answers: { 202: { description: 'Taken.', body: runBody } },
  problems: [404, 409],
});

export const listPayoutFiles = defineRoute({
  operationId: 'listPayoutFiles',
  method: 'GET',
  path: '/v1/payout-runs/{id}/files',
  summary: 'The files of a submitted run, with checksums and addresses to fetch them for five minutes.',
  roles: READERS,
  params: runId,
  answers: { 200: { description: 'The files; none before the run is submitted.', body: listOf(runFileBody) } },
  problems: [404],
});

export const getTaxYear = defineRoute({
  operationId: 'getTaxYear',
  method: 'GET',
  path: '/v1/holders/{id}/tax/{year}',
  summary: 'What a year’s 1042-S or 1099-MISC of a holder says: gross paid and tax withheld, by box.',
  roles: READERS_AND_HOLDER,
  holderParam: 'id',
  params: z.object({ id: idText, year: z.string().regex(/^\d{4}$/, 'must be a year such as "2025"') }),
  answers: { 200: { description: 'The boxes.', body: taxYearBody } },
});

export const listNotices = defineRoute({
  operationId: 'listNotices',
  method: 'GET',
  path: '/v1/holders/{id}/notices',
  summary: 'What a holder was told of payments that did not reach them, newest first.',
  roles: READERS_AND_HOLDER,
  holderParam: 'id',
  params: holderId,
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page of notices.', body: listOf(noticeBody) } },
});

export const setHold = defineRoute({
  operationId: 'setHold',
  method: 'PUT',
  path: '/v1/holders/{id}/hold',
  summary: 'Keeps a holder out of payout runs, or lets them in again; earnings go on either way.',
  roles: OPERATORS,
  params: holderId,
  body: z.object({ state: z.enum(['held', 'released']), reason: z.string().min(1).max(500) }),
  answers: { 200: { description: 'As it now stands.', body: holdBody } },
  problems: [404],
});
