import type { Problem } from '#kernel/api/problem';
import type { PayoutFiles, PayoutRegister } from '#payouts/ports';
import type { PayoutRun, RunFile } from '#payouts/run';
import { runNotFound } from '#payouts/steps/change-run';
import type { RunRecord } from '#payouts/views';

const PAYMENTS_SHOWN = 500;

/** A run with its first payments and its history. */
export async function runRecordOf(register: PayoutRegister, run: PayoutRun): Promise<RunRecord> {
  const { runId } = run;
  const [page, events] = await Promise.all([
    register.payments(runId, { limit: PAYMENTS_SHOWN }),
    register.events(runId),
  ]);
  return { run, payments: page.items, hasMore: page.nextAfter !== undefined, events };
}

/** The run, or the answer where there is none. */
export async function findRun(register: PayoutRegister, runId: string): Promise<PayoutRun | Problem> {
  return (await register.findRun(runId)) ?? runNotFound(runId);
}

/** A run's files with addresses to fetch them: none before every payment in them is instructed. */
export async function listFiles(
  files: Pick<PayoutFiles, 'downloadUrl'>,
  run: PayoutRun,
): Promise<readonly { readonly file: RunFile; readonly url: string }[]> {
  if (run.state !== 'submitted' && run.state !== 'completed') return [];
  return Promise.all(run.files.map(async (file) => ({ file, url: await files.downloadUrl(file.key, file.name) })));
}
