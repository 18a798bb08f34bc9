import { z } from 'zod';
import { planMonthlyClose } from '#close/steps/plan-monthly-close';
import { periodRegister, playTraces } from '#platform/compose/close';
import { taskHandler } from '#platform/task-handler';

const ports = { register: periodRegister(), traces: playTraces() };

export const handler = taskHandler(z.object({}), (_, { clock }) => planMonthlyClose({ ...ports, clock }));
