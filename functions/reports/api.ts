import { z } from 'zod';
import { APPROVERS, OPERATORS, READERS } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { amountText, currencyText, idText, listOf, pageQuery } from '#kernel/api/schemas';
import { reportBody, sum } from '#reports/report-body';

const reportId = z.object({ id: idText.meta({ example: 'r_0123456789abcdef0123456789abcdef' }) });

export const listReports = defineRoute({
  operationId: 'listReports',
  method: 'GET',
  path: '/v1/reports',
  summary: 'Provider reports, newest first.',
  roles: READERS,
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page of reports.', body: listOf(reportBody) } },
});

export const getReport = defineRoute({
  operationId: 'getReport',
  method: 'GET',
  path: '/v1/reports/{id}',
  summary: 'One report with its totals, factor, counts and timeline.',
  roles: READERS,
  params: reportId,
  answers: { 200: { description: 'The report.', body: reportBody } },
  problems: [404],
});

const errorBody = z.strictObject({
  type: z.string(),
  line: z.int().meta({ description: 'Physical line where the record starts, header included; 0: the file.' }),
  sheet: z.string(),
  column: z.string(),
  value: z.string(),
  expected: z.string(),
});

export const getReportErrors = defineRoute({
  operationId: 'getReportErrors',
  method: 'GET',
  path: '/v1/reports/{id}/errors',
  summary: 'What is wrong with a report, by type, and a link to the full list.',
  roles: READERS,
  params: reportId,
  answers: {
    200: {
      description: 'The errors.',
      body: z.strictObject({
        report_id: z.string(),
        count: z.int(),
        groups: z.array(z.strictObject({ type: z.string(), count: z.int(), examples: z.array(errorBody) })),
        download_url: z.string().nullable().meta({ description: 'The full list as CSV, for 15 minutes.' }),
      }),
    },
  },
  problems: [404],
});

const rowBody = z.strictObject({
  line: z.int(),
  sheet: z.string(),
  currency: z.string(),
  amount: z.string(),
  payable: z.boolean(),
  filter: z.string(),
  units: z.string(),
  isrc: z.string(),
  upc: z.string(),
  title: z.string(),
  artist: z.string(),
  store: z.string(),
  territory: z.string(),
  sale_period: z.string(),
  transaction_kind: z.string(),
  cells: z.array(z.string()).meta({ description: 'The record as it stands in the file, cell by cell.' }),
  earned: z
    .strictObject({
      holder_id: z.string(),
      track_id: z.string(),
      match_kind: z.string(),
      batch_id: z.string(),
      currency: z.string(),
      converted: z.string(),
      commission: z.string(),
      commission_rate: z.string(),
      holder_amount: z.string(),
    })
    .nullable()
    .meta({ description: 'What the row became in the ledger; null while it is not there.' }),
});

export const getReportRows = defineRoute({
  operationId: 'getReportRows',
  method: 'GET',
  path: '/v1/reports/{id}/rows',
  summary: 'The rows of the dropped file in file order, with the line of each and what it earned whom.',
  roles: READERS,
  params: reportId,
  query: z.object({ ...pageQuery, holder_id: idText.optional(), track_id: idText.optional() }),
  answers: { 200: { description: 'A page of rows.', body: listOf(rowBody) } },
  problems: [404],
});

export const stateRemittance = defineRoute({
  operationId: 'stateRemittance',
  method: 'POST',
  path: '/v1/reports/{id}/remittance',
  summary: 'Says what really arrived for one original currency of a report.',
  roles: [...OPERATORS, 'approver'],
  params: reportId,
  body: z.object({
    amount: amountText,
    currency: currencyText,
    original_currency: currencyText.optional().meta({ description: 'Needed where the report has several.' }),
    sheet_id: z.string().min(1).max(256).optional(),
    accept_factor: z
      .boolean()
      .default(false)
      .meta({ description: 'A second person accepts a factor outside the mapping’s bounds, repeating the amount.' }),
  }),
  answers: { 202: { description: 'Taken; the report goes on by itself.', body: reportBody } },
  problems: [404, 409, 422],
});

export const supersedeReport = defineRoute({
  operationId: 'supersedeReport',
  method: 'POST',
  path: '/v1/reports/{id}/supersede',
  summary: 'Names the report that this one replaces; a second person says the same to approve it.',
  roles: [...new Set([...OPERATORS, ...APPROVERS])],
  params: reportId,
  body: z.object({ supersedes: idText }),
  answers: { 202: { description: 'Prepared or approved.', body: reportBody } },
  problems: [404, 409, 422],
});

export const abandonReport = defineRoute({
  operationId: 'abandonReport',
  method: 'POST',
  path: '/v1/reports/{id}/abandon',
  summary: 'Ends the wait of a report whose money never comes or never fits; it fails, and nothing of it is posted.',
  roles: OPERATORS,
  params: reportId,
  body: z.object({
    reason: z.string().trim().min(1).max(500).meta({ description: 'Why, for whoever asks later.' }),
  }),
  answers: { 202: { description: 'Taken; the report fails by itself.', body: reportBody } },
  problems: [404, 409],
});

const mappingBody = z.strictObject({
  provider: z.string(),
  version: z.int(),
  versions: z.array(z.int()),
  mapping: z.record(z.string(), z.unknown()),
});
const provider = z.object({ provider: idText.meta({ example: 'distrokid' }) });

export const getProviderMapping = defineRoute({
  operationId: 'getProviderMapping',
  method: 'GET',
  path: '/v1/providers/{provider}/mapping',
  summary: 'A provider’s mapping: the newest version, or the one asked for.',
  roles: READERS,
  params: provider,
  query: z.object({ version: z.coerce.number().int().min(1).optional() }),
  answers: { 200: { description: 'The mapping.', body: mappingBody } },
  problems: [404],
});

export const putProviderMapping = defineRoute({
  operationId: 'putProviderMapping',
  method: 'PUT',
  path: '/v1/providers/{provider}/mapping',
  summary: 'Stores the next version of a provider’s mapping; versions before stay.',
  roles: OPERATORS,
  params: provider,
  body: z
    .union([z.object({ mapping: z.record(z.string(), z.unknown()) }), z.record(z.string(), z.unknown())])
    .meta({ description: 'The mapping document itself, or what GET answers; provider and version are given to it.' }),
  answers: { 200: { description: 'The mapping as stored.', body: mappingBody } },
  problems: [409, 422],
});

export const previewProviderMapping = defineRoute({
  operationId: 'previewProviderMapping',
  method: 'POST',
  path: '/v1/providers/{provider}/mapping/preview',
  summary: 'Reads a drop by a mapping and shows what comes out; nothing is stored or posted.',
  roles: OPERATORS,
  params: provider,
  body: z.object({
    drop_id: idText,
    mapping: z.record(z.string(), z.unknown()).optional().meta({ description: 'A draft; else what is stored.' }),
  }),
  answers: {
    200: {
      description: 'What reading gave.',
      body: z.strictObject({
        outcome: z.enum(['read', 'refused']),
        mapping_version: z.int().nullable(),
        totals: z.strictObject({ parsed: z.array(sum), payable: z.array(sum) }),
        counts: z.record(z.string(), z.int()),
        errors: z.array(z.strictObject({ type: z.string(), count: z.int(), examples: z.array(errorBody) })),
        rows: z.array(z.record(z.string(), z.unknown())).meta({ description: 'The first 50 rows as mapped.' }),
      }),
    },
  },
  problems: [404, 422],
  idempotent: false,
});
