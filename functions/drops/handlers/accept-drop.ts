import { parseObjectCreated } from '#drops/s3-event';
import { acceptDrop } from '#drops/steps/accept-drop';
import { dropExecutions, dropRecords, dropsBucket } from '#platform/compose/drops';
import { queueHandler } from '#platform/queue-handler';

const ports = { records: dropRecords(), bucket: dropsBucket(), executions: dropExecutions() };

export const handler = queueHandler(async ({ body }, { clock }) => {
  await acceptDrop(parseObjectCreated(JSON.parse(body)), { ...ports, clock });
});
