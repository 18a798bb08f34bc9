import { closeMonth, printClose } from '#infra/local/demo-close';
import { type Proof, proveReport, proveTrialBalance } from '#infra/local/demo-proofs';
import { printBalances, printReports, printTrail } from '#infra/local/demo-report';
import { whyNot } from '#infra/local/failure';
import { startLocalCloud } from '#infra/local/local-cloud';
import { type Answer, field, Operator } from '#infra/local/operator';
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

/** The sample month in a throw-away cloud, from the drop to the balance; exits non-zero if one proof fails. */
async function demo(): Promise<number> {
  console.log('Pennywhistle: a month of plays and provider reports becomes balances\n');
  const cloud = await startLocalCloud({ startAt: Date.parse('2025-05-07T09:00:00Z') });
  progress('the cloud is up, running the synthesized templates');
  const operator = new Operator({ awsEndpoint: cloud.endpoint, apiEndpoint: cloud.apiEndpoint });
  try {
    await loadReference(operator, progress);
    await loadPlays(operator, progress);
    await closeMonth(operator, cloud.advanceClock, progress);
    await loadReports(operator, progress);
    return await printOutcome(await reportsOfTheMonth(operator), operator);
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

async function printOutcome(reports: readonly SampleOutcome[], operator: Operator): Promise<number> {
  await printReports(
    operator,
    reports.map((outcome) => outcome.report),
  );
  const closed = await printClose(operator);
  await printBalances(operator);
  const trail = await printTrail(operator);
  const proofs = [...closed, trail, ...(await proveReports(operator, reports)), ...(await proveTrialBalance(operator))];
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
