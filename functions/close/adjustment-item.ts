import { z } from 'zod';
import type { Adjustment } from '#close/adjustment';
import type { Json } from '#kernel/canonical-json';
import { toCamelKeys, toSnakeKeys } from '#kernel/key-case';
import { type Instant, parseInstant } from '#kernel/time/clock';

const instant = z.string().transform((text, context): Instant => {
  const parsed = parseInstant(text);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: `${text} is no instant` });
  return z.NEVER;
});

const schema = z.object({
  adjustmentId: z.string(),
  periodId: z.string(),
  kind: z.literal('chargeback'),
  amount: z.string(),
  currency: z.string(),
  reason: z.string(),
  preparedBy: z.string(),
  preparedAt: instant,
  approvedBy: z.string().exactOptional(),
  approvedAt: instant.exactOptional(),
  takenBy: z.string().exactOptional(),
});
const attributes = z.record(z.string(), z.json().optional());

/** Where an adjustment stands in the control table: its country's are one partition. */
export function adjustmentKey({ periodId, adjustmentId }: Pick<Adjustment, 'periodId' | 'adjustmentId'>) {
  return { pk: `ADJUSTMENTS#${periodId.slice(0, 2)}`, sk: `${periodId}#${adjustmentId}` };
}

export function adjustmentAttributes(adjustment: Adjustment): Readonly<Record<string, Json | undefined>> {
  return attributes.parse(toSnakeKeys(adjustment));
}

/** Reads what `adjustmentAttributes` wrote; throws when it is not that. */
export function adjustmentFrom(item: Readonly<Record<string, unknown>>): Adjustment {
  return schema.parse(toCamelKeys(item));
}
