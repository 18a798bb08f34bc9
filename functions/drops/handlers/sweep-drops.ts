import { sweepDrops } from '#drops/steps/sweep-drops';
import { dropsPorts } from '#platform/compose/drops';
import { makeHandler } from '#platform/make-handler';

const ports = dropsPorts();

export const handler = makeHandler(async (_event: unknown, { clock }) => sweepDrops({ ...ports, clock }));
