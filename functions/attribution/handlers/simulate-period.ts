import { simulatePeriod, simulationAnswer } from '#attribution/api';
import { notFrozenProblem, stillRunning } from '#attribution/recomputation-answer';
import { recompute } from '#attribution/steps/recomputations';
import { closedPeriods, lakeDocuments } from '#platform/compose/attribution';
import { recomputations } from '#platform/compose/recomputations';
import { httpHandler } from '#platform/http/http-handler';

const periods = closedPeriods();
const ports = { documents: lakeDocuments(), recomputations: recomputations() };

export const handler = httpHandler(simulatePeriod, async ({ params, body, intentId }) => {
  const refusal = notFrozenProblem(params.id, await periods.find(params.id));
  if (refusal !== undefined) return refusal;
  const found = await recompute({ kind: 'simulate', id: intentId, periodId: params.id, policy: body.policy }, ports);
  if (found.kind === 'ended') return { status: 200, body: simulationAnswer.parse(found.document) };
  const location = `/v1/periods/${params.id}/simulations/${intentId}`;
  return stillRunning(params.id, location);
});
