import { z } from 'zod';
import { PERIOD_ID_SHAPE, parseCountryPeriod } from '#kernel/market/country-period';
import { marketTermsOf } from '#kernel/market/market-terms';
import { flagBook, flagQueries } from '#platform/compose/fraud';
import { playSeals, sealLake } from '#platform/compose/play-seals';
import { TaskInputInvalid, taskHandler } from '#platform/task-handler';
import { flagFraud } from '#plays/steps/flag-fraud';

const ports = { seals: playSeals(), book: flagBook(), queries: flagQueries(), objects: sealLake() };

const input = z.object({ period_id: z.string(), attempt: z.union([z.string().min(1), z.number().int()]) });

export const handler = taskHandler(input, async ({ period_id, attempt }, { clock }) => {
  const period = parseCountryPeriod(period_id);
  if (period === undefined) throw new TaskInputInvalid(`${period_id} is no period id; it is ${PERIOD_ID_SHAPE}`);
  const request = { periodId: period_id, attempt: String(attempt), terms: marketTermsOf(period.country) };
  const { flags, flaggedPlays } = await flagFraud(request, { ...ports, clock });
  return { flagged_plays: flaggedPlays, flags: flags.flags };
});
