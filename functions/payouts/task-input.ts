import { z } from 'zod';

/** What every state of `payout-run` hands to its function. */
export const payoutTask = z.object({ payout_run_id: z.string() });

/** What a state hands over that goes on page by page; `after` is null at first. */
export const pagedPayoutTask = payoutTask.extend({ after: z.string().nullable() });

/** Payments, or holders, that one call of such a state looks at. */
export const TASK_PAGE = 1000;
