import { approveDestination as route } from '#holders/api';
import { destinationDocumentOf } from '#holders/destination-document';
import { COOLING_OFF_DAYS } from '#holders/payout-safeguards';
import { approveDestination } from '#holders/steps/approve-destination';
import { OPERATORS } from '#kernel/api/caller';
import { destinationBook } from '#platform/compose/holders';
import { httpHandler } from '#platform/http/http-handler';

const destinations = destinationBook();

export const handler = httpHandler(route, async ({ params, body, caller, clock }) => {
  const approved = await approveDestination(
    { destinations, clock },
    {
      holderId: params.id,
      digest: body.digest,
      subject: caller.subject,
      mayDrop: caller.roles.some((role) => OPERATORS.some((operator) => operator === role)),
    },
  );
  return 'kind' in approved ? approved : { status: 200, body: destinationDocumentOf(approved, COOLING_OFF_DAYS) };
});
