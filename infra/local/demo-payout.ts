import { createHash } from 'node:crypto';
import { everyItem, itemsOf, type Proof, unitsOf } from '#infra/local/demo-proofs';
import { type Answer, field, type Operator } from '#infra/local/operator';
import type { SentFile } from '#infra/local/sample-bank/read-orders';

/** A payout run with the files that it wrote, as whoever fetches them holds them. */
export interface PaidRun {
  readonly runId: string;
  readonly files: readonly (SentFile & { readonly document: Answer })[];
}

/** Asks for a payout run, has another person approve what it would pay, and fetches the files that it wrote. */
export async function payHolders(
  operator: Operator,
  executionDate: string,
  progress: (line: string) => void,
): Promise<PaidRun> {
  const asked = await operator.post('/v1/payout-runs', { execution_date: executionDate });
  const runId = field(asked, 'payout_run_id');
  await operator.untilIdle();
  const planned = await operator.get(`/v1/payout-runs/${runId}`);
  progress(
    `payout run ${runId}: ${paymentsOf(planned).length} payments are reserved, and it is ${field(planned, 'state')}`,
  );
  await operator.post(`/v1/payout-runs/${runId}/approve`, { digest: field(planned, 'digest') }, 'approver');
  await operator.untilIdle();
  const documents = itemsOf(await operator.get(`/v1/payout-runs/${runId}/files`, 'ops'));
  const files = await Promise.all(
    documents.map(async (document) => {
      const body = await (await fetch(field(document, 'download_url'))).text();
      return { name: field(document, 'name'), body, document };
    }),
  );
  progress(`approved by another person; ${files.length} files are written and go to the bank`);
  return { runId, files };
}

/** Who is paid what, by which file; who is not, and why; and which run took the money of each month. */
export async function printRun(
  operator: Operator,
  { runId, files }: PaidRun,
  periodIds: readonly string[],
): Promise<Proof[]> {
  const run = await operator.get(`/v1/payout-runs/${runId}`);
  const carried = await everyItem(operator, `/v1/payout-runs/${runId}/carried`);
  console.log(`\nPayout run ${runId}, ${field(run, 'state')}`);
  for (const payment of paymentsOf(run)) console.log(`  ${lineOf(payment)}`);
  for (const balance of carried)
    console.log(
      `  ${field(balance, 'holder_id').padEnd(6)} ${column(balance, 'amount')} ${field(balance, 'currency')}  not paid: ${field(balance, 'detail')}`,
    );
  console.log('  files');
  for (const { document } of files)
    console.log(
      `    ${field(document, 'name').padEnd(34)} ${field(document, 'payments')} payments, SHA-256 ${field(document, 'checksum').slice(0, 16)}…`,
    );
  const periods = await Promise.all(periodIds.map((periodId) => operator.get(`/v1/periods/${periodId}`)));
  for (const period of periods)
    for (const took of runsOf(period))
      console.log(
        `  ${field(period, 'period_id')}: ${field(took, 'payout_run_id')} took ${field(took, 'amount')} ${field(took, 'currency')} in ${field(took, 'payments')} payments`,
      );
  return [
    proveFiles(files),
    ...(await proveClearing(operator, run)),
    proveCarried(carried),
    ...periods.map((period) => proveTaken(period, runId)),
  ];
}

/** The payments of a run by holder and currency; their ids are new in every run. */
export function paymentsOf(run: Answer): readonly Answer[] {
  const place = (payment: Answer) => `${field(payment, 'holder_id')} ${field(payment, 'source_currency')}`;
  const payments = run['payments'] as readonly Answer[];
  return payments.toSorted((left, right) => (place(left) < place(right) ? -1 : 1));
}

const runsOf = (period: Answer): readonly Answer[] => period['payout_runs'] as readonly Answer[];
const column = (answer: Answer, name: string): string => field(answer, name).padStart(17);

function lineOf(payment: Answer): string {
  const rate = payment['exchange_rate'] === null ? '' : ` at ${field(payment, 'exchange_rate')}`;
  return `${field(payment, 'holder_id').padEnd(6)} ${column(payment, 'source_amount')} ${field(payment, 'source_currency')}${rate.padEnd(11)} − ${column(payment, 'tax')} tax = ${column(payment, 'amount')} ${field(payment, 'currency')}  ${field(payment, 'method')} ${field(payment, 'destination')}, ${field(payment, 'state')}`;
}

/** The checksum of each file, which is on every reservation too, is that of the bytes that were fetched. */
function proveFiles(files: PaidRun['files']): Proof {
  const wrong = files.filter(
    ({ body, document }) => createHash('sha256').update(body).digest('hex') !== document['checksum'],
  );
  return {
    claim: 'every payment file has the bytes that its checksum names',
    holds: files.length > 0 && wrong.length === 0,
    seen: `${files.length} files, ${wrong.length} differ`,
  };
}

/** What left the holders arrived at the bank: nothing stays with the run (R30). */
async function proveClearing(operator: Operator, run: Answer): Promise<Proof[]> {
  const runId = field(run, 'payout_run_id');
  const trial = await operator.get('/v1/ledger/trial-balance');
  const clearing = (trial['accounts'] as readonly Answer[]).filter(({ account }) =>
    String(account).startsWith(`clearing:payout:${runId}-`),
  );
  const open = clearing.filter((account) => field(account, 'debits') !== field(account, 'credits'));
  return [
    {
      claim: `payout run ${runId} is completed, its clearing accounts are zero`,
      holds: run['state'] === 'completed' && clearing.length > 0 && open.length === 0,
      seen: `${field(run, 'state')}, ${open.length} of ${clearing.length} accounts are not zero`,
    },
  ];
}

/** Nobody is paid to a destination that was never verified. */
function proveCarried(carried: readonly Answer[]): Proof {
  const unverified = carried.filter(({ reason }) => reason === 'destination-not-verified');
  return {
    claim: 'who has no verified destination is not paid, and is named',
    holds: unverified.length > 0,
    seen: [...new Set(unverified.map((balance) => field(balance, 'holder_id')))].join(', '),
  };
}

/** A PAID month names the run that took its money, and no more than it earned (R33). */
function proveTaken(period: Answer, runId: string): Proof {
  const taken = runsOf(period).filter((took) => took['payout_run_id'] === runId);
  const units = taken.reduce((sum, took) => sum + unitsOf(field(took, 'amount')), 0n);
  return {
    claim: `${field(period, 'period_id')} is ${field(period, 'state')}, and names the payout run that took its money`,
    holds: period['state'] === 'PAID' && units > 0n && units <= unitsOf(field(period, 'attributed')),
    seen: `${taken.map((took) => `${field(took, 'amount')} ${field(took, 'currency')}`).join(' + ')} of ${field(period, 'attributed')}`,
  };
}
