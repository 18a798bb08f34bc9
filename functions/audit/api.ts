import { z } from 'zod';
import { EXPORT_FORMATS } from '#audit/journal-export';
import { AUDITORS, READERS } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { idText, instantText, listOf, pageQuery } from '#kernel/api/schemas';

/** A fortnight of daily runs. */
export const RECENT_RUNS = 14;

const names = z.array(z.string()).optional();
const finding = z.strictObject({
  message: z.string().meta({ description: 'Which, what, and what would be right.' }),
  accounts: names,
  entries: names.meta({ description: 'Entries as `<account or shard>/<sequence>`.' }),
  transactions: names,
});

const recordedBefore = instantText.meta({ description: 'What was recorded by then was checked.' });
const findings = z.array(finding).meta({ description: 'At most 50.' });
const outcome = z.enum(['ok', 'failed']);

const check = z.strictObject({
  check: z.string(),
  status: z.enum(['ok', 'failed', 'never_run']),
  checked_at: instantText.nullable(),
  recorded_before: recordedBefore.nullable(),
  findings,
  finding_count: z.int(),
  recent: z
    .array(z.strictObject({ status: outcome, checked_at: instantText, finding_count: z.int() }))
    .meta({ description: `Its last ${RECENT_RUNS} runs, newest first; each is at /v1/audit/checks/{check}/runs.` }),
});

export type AuditCheckBody = z.input<typeof check>;

const checkRun = z
  .strictObject({
    check: z.string(),
    status: outcome,
    checked_at: instantText,
    recorded_before: recordedBefore,
    findings,
    finding_count: z.int(),
  })
  .meta({ id: 'AuditCheckRun' });

export type AuditCheckRunBody = z.input<typeof checkRun>;

export const listAuditChecks = defineRoute({
  operationId: 'listAuditChecks',
  method: 'GET',
  path: '/v1/audit/checks',
  summary: 'Every check of the books with what its last run found.',
  roles: AUDITORS,
  answers: { 200: { description: 'The checks.', body: z.strictObject({ items: z.array(check) }) } },
});

export const listAuditCheckRuns = defineRoute({
  operationId: 'listAuditCheckRuns',
  method: 'GET',
  path: '/v1/audit/checks/{check}/runs',
  summary: 'Every run of a check that there was, newest first, with what it found.',
  roles: AUDITORS,
  params: z.object({ check: idText }),
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page of runs.', body: listOf(checkRun) } },
  problems: [404],
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

export const exportLedger = defineRoute({
  operationId: 'exportLedger',
  method: 'GET',
  path: '/v1/ledger/export',
  summary: 'The whole journal as the text of another tool: hledger, beancount, or a table.',
  roles: AUDITORS,
  query: z.object({ format: z.enum(EXPORT_FORMATS) }),
  answers: {
    200: { description: 'The journal.', body: z.string(), contentType: 'text/plain' },
    303: { description: 'The journal is larger than an answer may be: it is at `location`, for an hour.' },
  },
});

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256, hex.' });
const day = z.string().meta({ example: '2025-05-01' });

export const getLedgerProof = defineRoute({
  operationId: 'getLedgerProof',
  method: 'GET',
  path: '/v1/ledger/transactions/{id}/proof',
  summary:
    'The proof that a journal transaction is under the seal of its day; docs/ledger-proofs.md says how to verify it.',
  roles: READERS,
  params: z.object({ id: idText }),
  answers: {
    200: {
      description: 'The proof.',
      body: z.strictObject({
        transaction_id: z.string(),
        content: z
          .record(z.string(), z.unknown())
          .nullable()
          .meta({ description: 'Its canonical JSON has the content hash; null for a posting in chunks.' }),
        entries: z
          .array(z.record(z.string(), z.unknown()))
          .meta({ description: 'The canonical JSON of each has the hash that the leaf names.' }),
        leaf: z.strictObject({
          transaction_id: z.string(),
          content_hash: hash,
          entries: z.array(z.array(z.union([z.string(), z.int()]))),
        }),
        leaf_hash: hash,
        leaf_index: z.int(),
        tree_size: z.int(),
        path: z.array(hash),
        root: hash,
        seal: z.strictObject({
          day,
          algorithm: z.literal('rfc6962-sha256'),
          transactions: z.int(),
          root: hash,
          previous_day: day.nullable(),
          previous_seal_hash: hash.nullable(),
          sealed_at: instantText,
        }),
        seal_hash: hash,
      }),
    },
  },
  problems: [404, 409],
});
