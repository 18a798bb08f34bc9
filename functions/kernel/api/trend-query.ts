import { z } from 'zod';

/** The query field of a figure that is shown with the months before it; spread it into a route's `query`. */
export const trendQuery = {
  months: z.coerce
    .number({ error: 'must be a whole number from 1 to 12' })
    .int()
    .min(1)
    .max(12)
    .default(6)
    .meta({ description: 'How many months the trend goes back, the asked one included.', example: 6 }),
};
