import { z } from 'zod';
import { takeCorrections } from '#attribution/steps/take-corrections';
import { closedPeriods, correctionLake, lakeDocuments } from '#platform/compose/attribution';
import { flagBook } from '#platform/compose/fraud';
import { lakeDocuments as playLakes, playSeals } from '#platform/compose/play-seals';
import { releaseRegister } from '#platform/compose/releases';
import { revenueStore } from '#platform/compose/revenue';
import { bridgeStore } from '#platform/compose/rights';
import { taskHandler } from '#platform/task-handler';

const input = z.object({ period_id: z.string(), attempt: z.number().int().min(1) });

const register = releaseRegister();
const ports = {
  closedPeriods: closedPeriods(),
  documents: lakeDocuments(),
  seals: playSeals(),
  playLakes: playLakes(),
  flags: flagBook(),
  bridge: bridgeStore(),
  revenue: revenueStore(),
  lake: correctionLake(),
  released: {
    async of(periodId: string) {
      const { releases, openVersion } = await register.find(periodId);
      return { done: releases.map(({ bridgeVersion }) => bridgeVersion), open: openVersion };
    },
  },
};

export const handler = taskHandler(input, async ({ period_id, attempt }) => {
  const taken = await takeCorrections({ periodId: period_id, attempt }, ports);
  if (taken.kind === 'none') return { corrections: null };
  const { run, totalsKey, totalsHash, amount, sources } = taken;
  return { corrections: { run, totals_key: totalsKey, totals_hash: totalsHash, amount, sources } };
});
