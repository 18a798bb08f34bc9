import { settlementPorts } from '#platform/compose/settlement';
import { makeHandler } from '#platform/make-handler';
import { checkSettlement, requireNoDifference } from '#settlement/steps/check-settlement';

const ports = settlementPorts();

export const handler = makeHandler(async (_event: unknown, { clock }) =>
  requireNoDifference(await checkSettlement({ ...ports, clock })),
);
