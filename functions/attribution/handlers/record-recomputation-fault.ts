import { z } from 'zod';
import { recomputationKey } from '#attribution/steps/recomputations';
import { canonicalJson } from '#kernel/canonical-json';
import { lakeDocuments } from '#platform/compose/attribution';
import { taskHandler } from '#platform/task-handler';

const input = z.object({
  kind: z.enum(['replay', 'simulate']),
  id: z.string(),
  period_id: z.string(),
  fault: z.object({ Error: z.string(), Cause: z.string().default('') }),
});
const documents = lakeDocuments();

export const handler = taskHandler(input, async ({ kind, id, period_id: periodId, fault }) => {
  const name = kind === 'replay' ? { replay_id: id } : { simulation_id: id };
  const key = recomputationKey({ kind, periodId, id });
  const detail = messageOf(fault.Cause);
  await documents.put(
    key,
    canonicalJson({ ...name, period_id: periodId, status: 'failed', error: fault.Error, detail }),
  );
  return { key };
});

/** The message within a Lambda's Cause, which is JSON; anything else as it is. */
function messageOf(cause: string): string {
  try {
    return z.object({ errorMessage: z.string() }).parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause;
  }
}
