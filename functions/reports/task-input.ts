import { z } from 'zod';

/** What every state after registration hands to its function. */
export const reportTask = z.object({ drop_id: z.string(), report_id: z.string() });

/** What a waiting state hands over besides. */
export const waitingTask = reportTask.extend({ task_token: z.string() });
