import { getDestination } from '#holders/api';
import { destinationDocumentOf } from '#holders/destination-document';
import { COOLING_OFF_DAYS } from '#holders/payout-safeguards';
import { findDestination } from '#holders/steps/approve-destination';
import { destinationBook } from '#platform/compose/holders';
import { httpHandler } from '#platform/http/http-handler';

const destinations = destinationBook();

export const handler = httpHandler(getDestination, async ({ params: { id } }) => {
  const found = await findDestination(destinations, id);
  return 'kind' in found ? found : { status: 200, body: destinationDocumentOf(found, COOLING_OFF_DAYS) };
});
