import { settleRun } from '#infra/local/demo-bank';
import { payHolders } from '#infra/local/demo-payout';
import type { LocalCloud } from '#infra/local/local-cloud';
import { type Answer, field, Operator } from '#infra/local/operator';
import { openSampleBank } from '#infra/local/sample-bank/sample-bank';
import { loadReference, reportIdOf, type SampleReport, sampleReports } from '#infra/local/sample-month/sample-month';
import { loadCountries } from '#test/support/browser/sample-countries';
import { startTestCloud } from '#test/support/local-cloud';

/** After the cutoff of April (R1), so that a close need not wait and no schedule closes a month by itself. */
const START = '2025-05-08T01:00:00Z';
const PAY_DAY = '2025-05-08';
const RETURN_DAY = '2025-05-09';
/** In cents. */
const BANK_OPENING = { EUR: 150_000n, GBP: 50_000n, USD: 240_000n };

/**
 * A cloud in the middle of its work: Germany is paid, the United States wait for approval, Great Britain is open;
 * one report is refused, one waits for its money, two are posted; one payout run is settled but for a payment that came
 * back, another waits for approval; the bank tells of money that nobody expects.
 */
export interface SampleCloud {
  readonly cloud: LocalCloud;
  readonly operator: Operator;
  readonly failedReport: string;
  readonly completedReport: string;
  readonly waitingReport: string;
  readonly transaction: string;
  readonly settledRun: string;
  /** Prepared by the administrator, who cannot approve it therefore. */
  readonly waitingRun: string;
  readonly stop: () => Promise<void>;
}

export async function startSampleCloud(say: (line: string) => void = () => undefined): Promise<SampleCloud> {
  const started = performance.now();
  const progress = (line: string) => say(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  const cloud = await startTestCloud({ startAt: START });
  const operator = new Operator({ awsEndpoint: cloud.endpoint, apiEndpoint: cloud.apiEndpoint });
  try {
    await loadReference(operator, progress);
    await loadCountries(operator);
    await closeCountries(operator, progress);
    const reports = await loadReports(operator, progress);
    const runs = await payAndSettle({ cloud, operator }, reports, progress);
    const mutations = (await operator.get('/v1/holders/H-ADA/mutations'))['items'] as readonly Answer[];
    progress('the sample month is ready');
    return {
      cloud,
      operator,
      ...reports.ids,
      ...runs,
      transaction: field(mutations[0] ?? {}, 'transaction_id'),
      async stop() {
        operator.close();
        await cloud.stop();
      },
    };
  } catch (error) {
    operator.close();
    await cloud.stop();
    throw error;
  }
}

type Progress = (line: string) => void;

/** One country after the other: those that close at once take turns at the compaction, half a minute each. */
async function closeCountries(operator: Operator, progress: Progress): Promise<void> {
  for (const id of ['DE_2025_04', 'US_2025_04']) {
    await operator.post(`/v1/periods/${id}/close`, { policy: 'pro_rata' });
    await operator.untilIdle();
    progress(`${id} is ${field(await operator.get(`/v1/periods/${id}`), 'state')}`);
  }
  const { digest } = (await operator.get('/v1/periods/DE_2025_04'))['approval'] as { readonly digest: string };
  await operator.post('/v1/periods/DE_2025_04/approve', { digest }, 'approver');
  await operator.untilIdle();
  progress('DE_2025_04 is approved');
}

interface SampleReports {
  readonly received: readonly { reportId: string; provider: string; amount: string; currency: string }[];
  readonly ids: Pick<SampleCloud, 'failedReport' | 'completedReport' | 'waitingReport'>;
}

/** Every report but the one that mends the refused one; that of Beatport gets no money yet. */
async function loadReports(operator: Operator, progress: Progress): Promise<SampleReports> {
  const dropped = sampleReports.slice(0, 4);
  for (const sample of dropped) await operator.drop(sample.key, sample.body);
  await operator.untilIdle();
  const reports = (await operator.get('/v1/reports?limit=50'))['items'];
  const idOf = (sample: SampleReport | undefined) => reportIdOf(reports, sample?.key ?? '');
  const [distrokid, apple, beatport, refused] = dropped;
  const received = [distrokid, apple].flatMap((sample) =>
    sample?.remittance === undefined
      ? []
      : [{ reportId: idOf(sample), provider: sample.provider, ...sample.remittance }],
  );
  for (const { reportId, amount, currency } of received) {
    await operator.post(`/v1/reports/${reportId}/remittance`, { amount, currency });
    await operator.untilIdle();
  }
  progress('the reports are in');
  return {
    received,
    ids: { failedReport: idOf(refused), completedReport: idOf(distrokid), waitingReport: idOf(beatport) },
  };
}

async function payAndSettle(
  { cloud, operator }: Pick<SampleCloud, 'cloud' | 'operator'>,
  { received }: SampleReports,
  progress: Progress,
): Promise<Pick<SampleCloud, 'settledRun' | 'waitingRun'>> {
  const bank = openSampleBank(BANK_OPENING);
  const run = await payHolders(operator, PAY_DAY, progress);
  bank.receive({ cents: 18_250n, currency: 'USD', text: 'KARAOKE WORLD LLC, LICENCE Q1' });
  await settleRun(operator, bank, { day: PAY_DAY, run, received }, progress);
  await cloud.advanceClock(`${RETURN_DAY}T00:00:00Z`);
  const { payments } = await operator.get(`/v1/payout-runs/${run.runId}`);
  const returned = (payments as readonly Answer[]).find((payment) => payment['holder_id'] === 'H-MAR') ?? {};
  bank.giveBack(field(returned, 'end_to_end_id'), { code: 'AC04', words: 'account closed' });
  await operator.drop(`bank/statement-${RETURN_DAY}.xml`, Buffer.from(bank.closeDay(RETURN_DAY)));
  await operator.untilIdle();
  progress(`${field(returned, 'payment_id')} came back`);
  // Checks look at what was recorded a minute ago and before.
  await cloud.advanceClock(`${RETURN_DAY}T00:05:00Z`);
  const waitingRun = await prepareRun(cloud);
  await operator.untilIdle();
  progress(`payout run ${waitingRun} is prepared`);
  return { settledRun: run.runId, waitingRun };
}

/** Asks for a run as the administrator whom the console's role picker offers. */
async function prepareRun({ apiEndpoint }: LocalCloud): Promise<string> {
  const json = { 'content-type': 'application/json' };
  const signedIn = await fetch(`${apiEndpoint}/_local/token`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ role: 'admin', subject: 'root' }),
  });
  const { token } = (await signedIn.json()) as { readonly token: string };
  const asked = await fetch(`${apiEndpoint}/v1/payout-runs`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${token}`, 'idempotency-key': 'the-second-run' },
    body: JSON.stringify({ execution_date: '2025-05-12' }),
  });
  return field((await asked.json()) as Answer, 'payout_run_id');
}
