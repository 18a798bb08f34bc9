import { z } from 'zod';
import type { Adjustment } from '#close/adjustment';
import { amountText, currencyText, instantText } from '#kernel/api/schemas';

/** An adjustment as the API shows it; null: not yet. */
export const adjustmentBody = z
  .strictObject({
    adjustment_id: z.string(),
    period_id: z.string().meta({ description: 'The frozen period whose revenue it was.' }),
    kind: z.literal('chargeback'),
    amount: amountText.meta({ description: 'What was charged back; the pool that takes it falls by its share (R13).' }),
    currency: currencyText,
    reason: z.string(),
    state: z.enum(['prepared', 'approved', 'taken']),
    prepared_by: z.string(),
    prepared_at: instantText,
    approved_by: z.string().nullable(),
    approved_at: instantText.nullable(),
    taken_by: z.string().nullable().meta({ description: 'The period whose pool took it.' }),
  })
  .meta({ id: 'Adjustment' });

export function adjustmentBodyOf(adjustment: Adjustment): z.input<typeof adjustmentBody> {
  const { approvedBy, takenBy } = adjustment;
  return {
    adjustment_id: adjustment.adjustmentId,
    period_id: adjustment.periodId,
    kind: adjustment.kind,
    amount: adjustment.amount,
    currency: adjustment.currency,
    reason: adjustment.reason,
    state: takenBy !== undefined ? 'taken' : approvedBy !== undefined ? 'approved' : 'prepared',
    prepared_by: adjustment.preparedBy,
    prepared_at: adjustment.preparedAt,
    approved_by: approvedBy ?? null,
    approved_at: adjustment.approvedAt ?? null,
    taken_by: takenBy ?? null,
  };
}
