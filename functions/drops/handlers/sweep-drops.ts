import { sweepDrops } from '#drops/steps/sweep-drops';
import { dropExecutions, dropRecords, dropsBucket } from '#platform/compose/drops';
import { makeHandler } from '#platform/make-handler';

const ports = { records: dropRecords(), bucket: dropsBucket(), executions: dropExecutions() };

export const handler = makeHandler(async (_event: unknown, { clock }) => sweepDrops({ ...ports, clock }));
