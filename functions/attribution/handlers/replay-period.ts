import { replayAnswer, replayPeriod } from '#attribution/api';
import { notFrozenProblem, stillRunning } from '#attribution/recomputation-answer';
import { recompute } from '#attribution/steps/recomputations';
import { closedPeriods, lakeDocuments } from '#platform/compose/attribution';
import { recomputations } from '#platform/compose/recomputations';
import { httpHandler } from '#platform/http/http-handler';

const periods = closedPeriods();
const ports = { documents: lakeDocuments(), recomputations: recomputations() };

export const handler = httpHandler(replayPeriod, async ({ params, intentId }) => {
  const refusal = notFrozenProblem(params.id, await periods.find(params.id));
  if (refusal !== undefined) return refusal;
  const found = await recompute({ kind: 'replay', id: intentId, periodId: params.id }, ports);
  if (found.kind === 'ended') return { status: 200, body: replayAnswer.parse(found.document) };
  const location = `/v1/periods/${params.id}/replays/${intentId}`;
  return stillRunning(params.id, location);
});
