import { z } from 'zod';
import { openTracedPeriods } from '#close/steps/open-traced-periods';
import { periodRegister, playTraces } from '#platform/compose/close';
import { taskHandler } from '#platform/task-handler';

const ports = { register: periodRegister(), traces: playTraces() };

/** The event of a compaction that ended; what it says is read from the lake. */
export const handler = taskHandler(z.object({}), (_, { clock }) => openTracedPeriods({ ...ports, clock }));
