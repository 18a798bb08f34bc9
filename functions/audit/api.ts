import { z } from 'zod';
import { AUDITORS } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { instantText } from '#kernel/api/schemas';

const names = z.array(z.string()).optional();
const finding = z.strictObject({
  message: z.string().meta({ description: 'Which, what, and what would be right.' }),
  accounts: names,
  entries: names.meta({ description: 'Entries as `<account or shard>/<sequence>`.' }),
  transactions: names,
});

const check = z.strictObject({
  check: z.string(),
  status: z.enum(['ok', 'failed', 'never_run']),
  checked_at: instantText.nullable(),
  recorded_before: instantText.nullable().meta({ description: 'What was recorded by then was checked.' }),
  findings: z.array(finding).meta({ description: 'At most 50.' }),
  finding_count: z.int(),
});

export type AuditCheckBody = z.input<typeof check>;

export const listAuditChecks = defineRoute({
  operationId: 'listAuditChecks',
  method: 'GET',
  path: '/v1/audit/checks',
  summary: 'Every check of the books with what its last run found.',
  roles: AUDITORS,
  answers: { 200: { description: 'The checks.', body: z.strictObject({ items: z.array(check) }) } },
});

export const startAudit = defineRoute({
  operationId: 'startAudit',
  method: 'POST',
  path: '/v1/audit/run',
  summary: 'Carries every check out now; GET /v1/audit/checks shows the results as they come.',
  roles: AUDITORS,
  answers: {
    202: {
      description: 'The checks are under way.',
      body: z.strictObject({ audit_run_id: z.string(), location: z.string() }),
    },
  },
});
