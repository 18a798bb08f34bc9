import { getReplay, replayAnswer } from '#attribution/api';
import { stillRunning } from '#attribution/recomputation-answer';
import { findRecomputation } from '#attribution/steps/recomputations';
import { problem } from '#kernel/api/problem';
import { lakeDocuments } from '#platform/compose/attribution';
import { httpHandler } from '#platform/http/http-handler';

const documents = lakeDocuments();

export const handler = httpHandler(getReplay, async ({ params }) => {
  const { id: periodId, replay_id: id } = params;
  const found = await findRecomputation({ kind: 'replay', periodId, id }, { documents });
  if (found.kind === 'unknown')
    return problem(
      404,
      'replay-not-found',
      `No replay ${id} of ${periodId}; POST /v1/periods/${periodId}/replay starts one`,
    );
  if (found.kind === 'ended') return { status: 200, body: replayAnswer.parse(found.document) };
  const location = `/v1/periods/${periodId}/replays/${id}`;
  return stillRunning(periodId, location);
});
