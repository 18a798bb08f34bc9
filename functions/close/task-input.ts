import { z } from 'zod';

/** What every state of `close-period` hands to its function. */
export const closeTask = z.object({ period_id: z.string(), attempt: z.number().int().min(1) });

/** What a waiting state hands over besides. */
export const waitingCloseTask = closeTask.extend({ task_token: z.string() });
