import { z } from 'zod';
import { postEarnings } from '#close/steps/post-earnings';
import { closeTask } from '#close/task-input';
import { periodRegister, totalsReader } from '#platform/compose/close';
import { ledger } from '#platform/compose/ledger';
import { taskHandler } from '#platform/task-handler';

/** The whole input of the state: `proven` is absent where nothing was attributed. */
const input = closeTask.extend({
  rate: z.object({ amounts: z.object({ run: z.string() }) }),
  proven: z
    .object({
      totals_key: z.string(),
      attributed: z.string(),
      unattributed: z.string(),
      residual: z.string(),
      close_report_key: z.string(),
      close_report_hash: z.string(),
    })
    .optional(),
});
const ports = { register: periodRegister(), ledger: ledger(), totals: totalsReader() };

export const handler = taskHandler(input, async ({ period_id, rate, proven }, { clock }) => {
  const posting = await postEarnings(
    { ...ports, clock },
    { periodId: period_id, proof: proven === undefined ? undefined : proofOf(rate.amounts.run, proven) },
  );
  return { posting_id: posting.postingId };
});

function proofOf(run: string, proven: NonNullable<z.output<typeof input>['proven']>) {
  return {
    run,
    totalsKey: proven.totals_key,
    attributed: proven.attributed,
    unattributed: proven.unattributed,
    residual: proven.residual,
    closeReportKey: proven.close_report_key,
    closeReportHash: proven.close_report_hash,
  };
}
