import { dropsPorts } from '#platform/compose/drops';
import { queueHandler } from '#platform/queue-handler';
import { parseObjectCreated } from '#drops/s3-event';
import { acceptDrop } from '#drops/steps/accept-drop';

const ports = dropsPorts();

export const handler = queueHandler(async ({ body }, { clock }) => {
  await acceptDrop(parseObjectCreated(JSON.parse(body)), { ...ports, clock });
});
