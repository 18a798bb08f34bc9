import { z } from 'zod';

/** What a state that works on a run hands to its function. */
export const runTask = z.object({ period_id: z.string(), run: z.string() });
