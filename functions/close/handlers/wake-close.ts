import { z } from 'zod';
import { takeRevenueNews } from '#close/steps/confirm-revenue';
import { periodRegister } from '#platform/compose/close';
import { closeExecutions } from '#platform/compose/close-executions';
import { taskHandler } from '#platform/task-handler';

const ports = { register: periodRegister(), executions: closeExecutions() };

/** The event `Revenue Recorded`. */
const input = z.object({ detail: z.object({ period_id: z.string() }) });

export const handler = taskHandler(input, ({ detail }, { clock }) =>
  takeRevenueNews({ ...ports, clock }, detail.period_id),
);
