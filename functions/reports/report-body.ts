import { z } from 'zod';
import { instantText } from '#kernel/api/schemas';

const REPORT_STATUSES = ['queued', 'processing', 'awaiting_remittance', 'completed', 'failed'] as const;

export const sum = z.strictObject({ currency: z.string(), amount: z.string(), rows: z.int() });
const money = z.strictObject({ currency: z.string(), amount: z.string() });
const errorCount = z.strictObject({ type: z.string(), count: z.int() });
const timelineEvent = z.strictObject({
  step: z.string(),
  at: instantText,
  note: z.string(),
  actor: z.string().nullable(),
});

export const reportBody = z
  .strictObject({
    report_id: z.string(),
    provider: z.string(),
    sheet_id: z.string().nullable(),
    status: z.enum(REPORT_STATUSES),
    waiting_for: z
      .strictObject({
        kind: z.enum(['remittance', 'factor', 'supersession']),
        currencies: z.array(z.string()).optional(),
        reports: z.array(z.string()).optional(),
        reason: z.string().optional(),
      })
      .nullable(),
    drop_id: z.string(),
    object_key: z.string(),
    content_hash: z.string(),
    attempt: z.int(),
    period: z.string().nullable(),
    mapping_version: z.int().nullable(),
    catalog_version: z.int().nullable(),
    totals: z.strictObject({
      parsed: z.array(sum),
      payable: z.array(sum),
      received: z.array(money),
      commission: z.array(money),
      holders: z.array(money),
    }),
    factor: z.string().nullable().meta({ description: 'The effective factor, where there is one original currency.' }),
    factors: z.array(
      z.strictObject({
        original_currency: z.string(),
        currency: z.string(),
        factor: z.string(),
        numerator: z.string(),
        denominator: z.string(),
      }),
    ),
    counts: z.record(z.string(), z.int()),
    control_totals: z.array(
      z.strictObject({
        label: z.string(),
        compares: z.string(),
        severity: z.string(),
        line: z.int(),
        sheet: z.string(),
        stated: z.string(),
        counted: z.string(),
        agrees: z.boolean(),
      }),
    ),
    errors: z.array(errorCount),
    warnings: z.array(z.string()),
    failure: z.string().nullable(),
    supersedes: z.string().nullable(),
    superseded_by: z.string().nullable(),
    created_at: instantText,
    updated_at: instantText,
    timeline: z.array(timelineEvent).optional().meta({ description: 'Of one report; a list leaves it out.' }),
  })
  .meta({ id: 'Report' });

export type ReportBody = z.infer<typeof reportBody>;
