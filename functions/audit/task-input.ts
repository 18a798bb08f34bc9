import { z } from 'zod';
import type { Instant } from '#kernel/time/clock';

const instant = z.string().transform((text) => text as Instant);

/** Which checks a task carries out, and by which cut. */
export const checksTask = z.object({ names: z.array(z.string()).min(1), cut: instant });

/** The error of a task as the state machine caught it. */
export const checkFaultTask = checksTask.extend({
  fault: z.object({ Error: z.string().optional(), Cause: z.string().optional() }),
});
