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

export const handler = taskHandler(input, ({ period_id, attempt, revenue_version, ...rest }) =>
  countQualified({ periodId: period_id, run: String(attempt), revenueVersion: revenue_version, ...rest }, ports),
);
