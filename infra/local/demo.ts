import { printReturn, printStatements, type Remittance, returnPayment, settleRun } from '#infra/local/demo-bank';
import { closeMonth, periodIds, printClose } from '#infra/local/demo-close';
import { payHolders, printRun } from '#infra/local/demo-payout';
import { type Proof, proveChecks, proveReport, proveTrialBalance } from '#infra/local/demo-proofs';
import { printBalances, printReports, printTrail } from '#infra/local/demo-report';
import { whyNot } from '#infra/local/failure';
import { startLocalCloud } from '#infra/local/local-cloud';
import { type Answer, field, Operator } from '#infra/local/operator';
import { openSampleBank } from '#infra/local/sample-bank/sample-bank';
import {
  loadPlays,
  loadReference,
  loadReports,
  reportIdOf,
  sampleReports,
} from '#infra/local/sample-month/sample-month';

const started = performance.now();
const progress = (line: string): void =>
  console.log(`  ${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${line}`);

/** An hour before the cutoff of April, so that few virtual hours pass. */
const START = '2025-05-07T23:00:00Z';
/** The day on which holders are paid, and the day after, on which a payment comes back. */
const PAY_DAY = '2025-05-08';
const RETURN_DAY = '2025-05-09';
/** In cents: what subscribers had paid by then, with euro and pounds bought for those who are paid in them. */
const BANK_OPENING = { EUR: 150_000n, GBP: 50_000n, USD: 240_000n };

/** The sample month in a throw-away cloud, from the drop to the bank; exits non-zero if one proof fails. */
async function demo(): Promise<number> {
  console.log('Pennywhistle: a month of plays and provider reports becomes balances, and balances become money\n');
  const cloud = await startLocalCloud({ startAt: Date.parse(START) });
  progress('the cloud is up, running the synthesized templates');
  const operator = new Operator({ awsEndpoint: cloud.endpoint, apiEndpoint: cloud.apiEndpoint });
  try {
    await loadReference(operator, progress);
    await loadPlays(operator, progress);
    await closeMonth(operator, cloud.advanceClock, progress);
    await loadReports(operator, progress);
    const reports = await reportsOfTheMonth(operator);
    const earned = await printEarned(operator, reports);
    const paid = await printPaid(operator, reports, cloud.advanceClock);
    // Checks look at what was recorded a minute ago and before.
    await cloud.advanceClock(`${RETURN_DAY}T00:05:00Z`);
    const books = [...(await proveTrialBalance(operator)), await proveChecks(operator)];
    return tellProofs([...earned, ...paid, ...books]);
  } finally {
    operator.close();
    await cloud.stop();
  }
}

interface SampleOutcome {
  readonly report: Answer;
  readonly remittance: { readonly amount: string; readonly currency: string } | undefined;
}

async function reportsOfTheMonth(operator: Operator): Promise<SampleOutcome[]> {
  const reports = await operator.get('/v1/reports?limit=100');
  return Promise.all(
    sampleReports.map(async (sample) => ({
      report: await operator.get(`/v1/reports/${reportIdOf(reports['items'], sample.key)}`),
      remittance: sample.remittance,
    })),
  );
}

/** Reports, months and balances, before anybody is paid. */
async function printEarned(operator: Operator, reports: readonly SampleOutcome[]): Promise<Proof[]> {
  await printReports(
    operator,
    reports.map((outcome) => outcome.report),
  );
  const closed = await printClose(operator);
  await printBalances(operator);
  const trail = await printTrail(operator);
  return [...closed, trail, ...(await proveReports(operator, reports))];
}

/** Holders are paid, the bank agrees, and one payment comes back. */
async function printPaid(
  operator: Operator,
  reports: readonly SampleOutcome[],
  advanceClock: (to: string) => Promise<void>,
): Promise<Proof[]> {
  console.log('');
  const bank = openSampleBank(BANK_OPENING);
  const run = await payHolders(operator, PAY_DAY, progress);
  const received = reports.flatMap(({ report, remittance }): Remittance[] =>
    remittance === undefined
      ? []
      : [{ reportId: field(report, 'report_id'), provider: field(report, 'provider'), ...remittance }],
  );
  await settleRun(operator, bank, { day: PAY_DAY, run, received }, progress);
  const paid = await printRun(operator, run, periodIds);
  const settled = await printStatements(operator, PAY_DAY);
  console.log('');
  await advanceClock(`${RETURN_DAY}T00:00:00Z`);
  progress(`it is ${RETURN_DAY}`);
  const payment = await returnPayment(operator, bank, { day: RETURN_DAY, run }, progress);
  const agreed = await printStatements(operator, RETURN_DAY);
  return [...paid, ...settled, ...agreed, ...(await printReturn(operator, payment, run.runId))];
}

/** Every proof with what was seen; the exit code. */
function tellProofs(proofs: readonly Proof[]): number {
  console.log('\nProofs');
  for (const proof of proofs) console.log(`  ${proof.holds ? 'ok    ' : 'FAILED'}  ${proof.claim} (${proof.seen})`);
  const failed = proofs.filter((proof) => !proof.holds).length;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`\n${proofs.length - failed} of ${proofs.length} proofs hold. ${seconds} s.`);
  return failed === 0 ? 0 : 1;
}

async function proveReports(operator: Operator, outcomes: readonly SampleOutcome[]): Promise<Proof[]> {
  const proofs = await Promise.all(
    outcomes.map(({ report, remittance }) =>
      remittance === undefined
        ? proveRefused(operator, report)
        : proveReport(operator, report, remittance.currency, remittance.amount),
    ),
  );
  return proofs.flat();
}

/** A report with errors posted nothing at all (R22). */
async function proveRefused(operator: Operator, report: Answer): Promise<Proof[]> {
  const trial = await operator.get('/v1/ledger/trial-balance');
  const accounts = (trial['accounts'] as readonly Answer[]).map(({ account }) => String(account));
  const touched = accounts.filter((account) => account.includes(field(report, 'report_id')));
  return [
    {
      claim: `${field(report, 'provider')}, the faulty file: refused whole, nothing posted`,
      holds: report['status'] === 'failed' && touched.length === 0,
      seen: `${field(report, 'status')}, ${touched.length} accounts`,
    },
  ];
}

process.exitCode = await demo().catch((error: unknown) => {
  process.stderr.write(`${whyNot(error)}\n`);
  return 1;
});
