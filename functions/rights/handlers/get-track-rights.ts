import { problem } from '#kernel/api/problem';
import { rightsReader } from '#platform/compose/rights-reader';
import { httpHandler } from '#platform/http/http-handler';
import { getTrackRights } from '#rights/api';
import { readTrackRights } from '#rights/steps/read-track-rights';
import { trackRightsDocument } from '#rights/track-rights-document';

const reader = rightsReader();

export const handler = httpHandler(getTrackRights, async ({ params: { track_id }, query, clock }) => {
  const question = { trackId: track_id, at: query.as_of ?? clock.now(), country: query.country };
  const found = await readTrackRights(question, reader);
  if (found === undefined)
    return problem(404, 'rights-not-found', `No rights of track ${track_id}; drop them under rights/`);
  return { status: 200, body: trackRightsDocument({ ...question, ...found }) };
});
