import { z } from 'zod';
import { WAITS } from '#close/period';
import { PERIOD_STATES } from '#close/period-state';
import { amountText, instantText } from '#kernel/api/schemas';
import { DISTRIBUTION_POLICIES } from '#kernel/market/distribution-policy';

export const RATE_MEANINGS = ['every_play', 'average'] as const;

const amount = amountText.nullable();
const count = z.int().nullable();
const text = z.string().nullable();

const correction = z.strictObject({
  period_id: z.string(),
  kind: z.enum(['late', 'recovered', 'chargeback']),
  plays: z.int(),
  amount: amountText,
});

const timelineEvent = z.strictObject({
  step: z.string(),
  at: instantText,
  note: z.string(),
  actor: z.string().nullable(),
});

/** A country-period as the API shows it; null: not yet known. */
export const periodBody = z
  .strictObject({
    period_id: z.string(),
    country: z.string(),
    month: z.string(),
    state: z.enum(PERIOD_STATES),
    waiting_for: z.enum(WAITS).nullable().meta({ description: 'What a person has to do before the close goes on.' }),
    waiting_detail: text,
    policy: z.enum(DISTRIBUTION_POLICIES),
    period_start: instantText,
    period_end: instantText,
    cutoff_at: instantText,
    currency: text,
    collected_revenue: amount,
    pool_share: text,
    carry: amount,
    adjustments: amount,
    pool: amount,
    corrections_in: z.array(correction).meta({
      description:
        'What the pool took from frozen periods, each named: late plays that it pays and its part of chargebacks, above zero; flagged plays that it took back, below zero (R29).',
    }),
    corrections_out: z
      .array(correction)
      .meta({ description: 'The same of this period once it was frozen, with the period that took it.' }),
    plays: count,
    qualified_plays: count,
    fraud_plays: count,
    late_plays: count,
    quarantined_plays: count,
    duplicate_plays: count,
    per_stream_rate: amount.meta({
      description:
        'Pool ÷ qualified plays, truncated to 10 decimals (R14); `rate_meaning` says whether a play earns it.',
    }),
    rate_meaning: z.enum(RATE_MEANINGS).nullable().meta({
      description:
        '`every_play`: each qualified play earns `per_stream_rate`. `average`: plays earn rates of their own (user-centric: the listener’s and the spread rate, R20; artist-centric: by points, R20a), and none earns the average as such; the lines show each.',
    }),
    rate_pair: z.strictObject({ pool: z.string(), qualified_plays: z.string() }).nullable(),
    attributed: amount,
    unattributed: amount,
    residual: amount,
    drift: amount.meta({
      description: 'Pool − attributed − unattributed − residual; anything but zero stops the close.',
    }),
    frozen_at: instantText.nullable(),
    paid_at: instantText.nullable(),
    play_manifest_hash: text,
    input_manifest_hash: text,
    close_report_hash: text,
    posting_id: text,
    approval: z
      .strictObject({
        digest: z.string().meta({ description: 'What an approver repeats to say that this is what they approve.' }),
        approved_by: text,
        approved_at: instantText.nullable(),
      })
      .nullable(),
    payout_runs: z
      .array(z.strictObject({ payout_run_id: z.string(), currency: z.string(), amount: amountText, payments: z.int() }))
      .meta({
        description: 'The payout runs that took the period’s earnings, first in first out for each holder (R33).',
      }),
    asked_by: z.array(z.string()),
    attempt: z.int(),
    timeline: z.array(timelineEvent),
  })
  .meta({ id: 'Period' });

export type PeriodBody = z.infer<typeof periodBody>;
