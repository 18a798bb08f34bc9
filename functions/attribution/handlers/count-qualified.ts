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

export const handler = taskHandler(input, ({ period_id, attempt, revenue_version, corrections: taken, ...rest }) => {
  const corrections = taken !== null && {
    corrections: { run: taken.run, key: taken.totals_key, sha256: taken.totals_hash, amount: taken.amount },
  };
  const request = { periodId: period_id, run: String(attempt), revenueVersion: revenue_version, ...rest };
  return countQualified({ ...request, ...corrections }, ports);
});
