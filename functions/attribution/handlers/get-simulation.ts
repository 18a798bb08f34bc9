import { getSimulation, simulationAnswer } from '#attribution/api';
import { stillRunning } from '#attribution/recomputation-answer';
import { findRecomputation } from '#attribution/steps/recomputations';
import { problem } from '#kernel/api/problem';
import { lakeDocuments } from '#platform/compose/attribution';
import { httpHandler } from '#platform/http/http-handler';

const documents = lakeDocuments();

export const handler = httpHandler(getSimulation, async ({ params }) => {
  const { id: periodId, simulation_id: id } = params;
  const found = await findRecomputation({ kind: 'simulate', periodId, id }, { documents });
  if (found.kind === 'unknown')
    return problem(
      404,
      'simulation-not-found',
      `No simulation ${id} of ${periodId}; POST /v1/periods/${periodId}/simulate starts one`,
    );
  if (found.kind === 'ended') return { status: 200, body: simulationAnswer.parse(found.document) };
  const location = `/v1/periods/${periodId}/simulations/${id}`;
  return stillRunning(periodId, location);
});
