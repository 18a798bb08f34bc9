import { z } from 'zod';
import { shiftKey, shiftOf } from '#attribution/policy-shift';
import { recomputationKey } from '#attribution/steps/recomputations';
import { replayPeriod } from '#attribution/steps/replay-period';
import { simulatePolicy } from '#attribution/steps/simulate-policy';
import { canonicalJson } from '#kernel/canonical-json';
import { DISTRIBUTION_POLICIES } from '#kernel/market/distribution-policy';
import { attributionLake, closedPeriods, lakeDocuments } from '#platform/compose/attribution';
import { taskHandler } from '#platform/task-handler';

const input = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('replay'), id: z.string(), period_id: z.string() }),
  z.object({
    kind: z.literal('simulate'),
    id: z.string(),
    period_id: z.string(),
    policy: z.enum(DISTRIBUTION_POLICIES),
  }),
]);
const documents = lakeDocuments();
const ports = { closedPeriods: closedPeriods(), documents, lake: attributionLake() };

export const handler = taskHandler(input, async (asked) => {
  const { kind, id, period_id: periodId } = asked;
  const answer =
    asked.kind === 'replay'
      ? await replayPeriod({ periodId, id }, ports)
      : await simulated({ periodId, id, policy: asked.policy });
  const key = recomputationKey({ kind, periodId, id });
  await documents.put(key, canonicalJson(answer));
  return { key };
});

/** The shift is kept first, so that a simulation that has ended always left one. */
async function simulated(asked: Parameters<typeof simulatePolicy>[0]) {
  const simulation = await simulatePolicy(asked, ports);
  await documents.put(shiftKey(asked.periodId, asked.policy), canonicalJson(shiftOf(simulation)));
  return simulation;
}
