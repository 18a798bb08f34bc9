import { settlementPorts } from '#platform/compose/settlement';
import { makeHandler } from '#platform/make-handler';
import { rematchLines } from '#settlement/steps/rematch-lines';

const ports = settlementPorts();

export const handler = makeHandler(async (_event: unknown, { clock }) => rematchLines({ ...ports, clock }));
