import { z } from 'zod';
import { type CorrectionTaken, type Period, type PeriodEvent, type PeriodPayout, WAITS } from '#close/period';
import { PERIOD_STATES } from '#close/period-state';
import type { Json } from '#kernel/canonical-json';
import { toCamelKeys, toSnakeKeys } from '#kernel/key-case';
import { DISTRIBUTION_POLICIES } from '#kernel/market/distribution-policy';
import { type Instant, parseInstant } from '#kernel/time/clock';

const instant = z.string().transform((text, context): Instant => {
  const parsed = parseInstant(text);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: `${text} is no instant` });
  return z.NEVER;
});
const count = z.number().int().min(0);

const correction = { kind: z.enum(['late', 'recovered']), plays: count, amount: z.string() };
const correctionTaken = z.strictObject({
  periodId: z.string(),
  ...correction,
  kind: z.enum(['late', 'recovered', 'chargeback']),
});
const chargeback = z.strictObject({ adjustmentId: z.string(), sourcePeriodId: z.string(), amount: z.string() });
const periodPayout = z.strictObject({
  payoutRunId: z.string(),
  currency: z.string(),
  amount: z.string(),
  payments: count,
});

const corrections = z.strictObject({
  run: z.string(),
  totalsKey: z.string(),
  totalsHash: z.string(),
  amount: z.string(),
  sources: z.array(z.strictObject({ sourcePeriodId: z.string(), ...correction })),
});

const pool = z.strictObject({
  currency: z.string(),
  revenueVersion: count,
  collectedRevenue: z.string(),
  poolShare: z.string(),
  sharedRevenue: z.string(),
  carry: z.string(),
  adjustments: z.string(),
  pool: z.string(),
  corrections: corrections.exactOptional(),
  chargebacks: z.array(chargeback).exactOptional(),
});

const freeze = z.strictObject({
  frozenAt: instant,
  run: z.string(),
  pool,
  qualifiedPlays: count,
  fraudPlays: count,
  perStreamRate: z.string().exactOptional(),
  ratePair: z.strictObject({ dividend: z.string(), divisor: z.string() }).exactOptional(),
  inputManifestKey: z.string(),
  inputManifestHash: z.string(),
});

const periodSchema = z.strictObject({
  periodId: z.string(),
  country: z.string(),
  month: z.string(),
  periodStart: instant,
  periodEnd: instant,
  cutoffAt: instant,
  state: z.enum(PERIOD_STATES),
  policy: z.enum(DISTRIBUTION_POLICIES),
  askedBy: z.array(z.string()),
  attempt: count,
  waitingFor: z.strictObject({ for: z.enum(WAITS), detail: z.string(), since: instant }).exactOptional(),
  taskToken: z.string().exactOptional(),
  seal: z
    .strictObject({
      playManifestKey: z.string(),
      playManifestHash: z.string(),
      plays: count,
      latePlays: count,
      quarantinedPlays: count,
      duplicatePlays: count,
    })
    .exactOptional(),
  freeze: freeze.exactOptional(),
  proof: z
    .strictObject({
      run: z.string(),
      totalsKey: z.string().exactOptional(),
      attributed: z.string(),
      unattributed: z.string(),
      residual: z.string(),
      closeReportKey: z.string().exactOptional(),
      closeReportHash: z.string().exactOptional(),
    })
    .exactOptional(),
  posting: z
    .strictObject({
      postingId: z.string(),
      postedAt: instant,
      attributed: z.string(),
      unattributed: z.string(),
      residual: z.string(),
      digest: z.string(),
      provenAt: instant.exactOptional(),
    })
    .exactOptional(),
  approval: z.strictObject({ digest: z.string(), approvedBy: z.string(), approvedAt: instant }).exactOptional(),
  paidAt: instant.exactOptional(),
  createdAt: instant,
  updatedAt: instant,
  revision: count,
});

const eventSchema = z.strictObject({
  step: z.string(),
  at: instant,
  note: z.string(),
  actor: z.string().exactOptional(),
});

/** A period's attributes as the control table holds them: snake_case, amounts as text, absent parts left out. */
export function periodAttributes(period: Period): Readonly<Record<string, Json | undefined>> {
  return attributes.parse(toSnakeKeys(period));
}

/** Reads a period's attributes; throws when they are not what `periodAttributes` writes. */
export function periodFrom(item: Readonly<Record<string, unknown>>): Period {
  return periodSchema.parse(toCamelKeys(item));
}

export function periodEventFrom(item: Readonly<Record<string, unknown>>): PeriodEvent {
  return eventSchema.parse(toCamelKeys(item));
}

export function periodPayoutFrom(item: Readonly<Record<string, unknown>>): PeriodPayout {
  return periodPayout.parse(toCamelKeys(item));
}

export function correctionTakenFrom(item: Readonly<Record<string, unknown>>): CorrectionTaken {
  return correctionTaken.parse(toCamelKeys(item));
}

const attributes = z.record(z.string(), z.json().optional());
