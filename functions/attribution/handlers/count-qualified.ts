import { z } from 'zod';
import { policyTermsOf } from '#attribution/sealed-inputs';
import { countQualified } from '#attribution/steps/count-qualified';
import { DISTRIBUTION_POLICIES } from '#kernel/market/distribution-policy';
import { attributionLake, closedPeriods, lakeDocuments, runInputs } from '#platform/compose/attribution';
import { catalogStore } from '#platform/compose/catalog';
import { flagBook } from '#platform/compose/fraud';
import { playSeals } from '#platform/compose/play-seals';
import { revenueStore } from '#platform/compose/revenue';
import { bridgeStore, weightStore } from '#platform/compose/rights';
import { taskHandler } from '#platform/task-handler';

const input = z.object({
  period_id: z.string(),
  attempt: z.number().int().min(1),
  policy: z.enum(DISTRIBUTION_POLICIES),
  pool: z.string(),
  currency: z.string(),
  revenue_version: z.number().int().min(0),
  corrections: z
    .object({ run: z.string(), totals_key: z.string(), totals_hash: z.string(), amount: z.string() })
    .nullable(),
  chargebacks: z
    .array(z.object({ adjustment_id: z.string(), source_period_id: z.string(), amount: z.string() }))
    .default([]),
});

const ports = {
  seals: playSeals(),
  flags: flagBook(),
  bridge: bridgeStore(),
  weights: weightStore(),
  catalog: catalogStore(),
  revenue: revenueStore(),
  termsOf: policyTermsOf,
  closedPeriods: closedPeriods(),
  lake: attributionLake(),
  runInputs: runInputs(),
  documents: lakeDocuments(),
};

export const handler = taskHandler(
  input,
  ({ period_id, attempt, revenue_version, corrections, chargebacks, ...rest }) =>
    countQualified(
      {
        periodId: period_id,
        run: String(attempt),
        revenueVersion: revenue_version,
        ...rest,
        ...(corrections !== null && { corrections: correctionsOf(corrections) }),
        ...(chargebacks.length > 0 && { chargebacks: chargebacks.map(chargebackOf) }),
      },
      ports,
    ),
);

type Input = z.output<typeof input>;

function correctionsOf({ run, totals_key, totals_hash, amount }: NonNullable<Input['corrections']>) {
  return { run, key: totals_key, sha256: totals_hash, amount };
}

function chargebackOf({ adjustment_id, source_period_id, amount }: Input['chargebacks'][number]) {
  return { adjustmentId: adjustment_id, sourcePeriodId: source_period_id, amount };
}
