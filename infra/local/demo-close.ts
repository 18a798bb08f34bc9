import { type Proof, textOf, unitsOf } from '#infra/local/demo-proofs';
import { type Answer, field, type Operator } from '#infra/local/operator';
import { sampleCountries } from '#infra/local/sample-month/sample-plays';

/** The months that the demo closes. */
export const periodIds = sampleCountries.map(({ country }) => `${country}_2025_04`);

/** The cutoff of April (R1), and a few minutes in which countries that close at once take turns at the compaction. */
const CUTOFF = '2025-05-08T00:05:00Z';

/** Takes April of every sample country from OPEN to PAID: asked for by operations, approved by another person. */
export async function closeMonth(
  operator: Operator,
  advanceClock: (to: string) => Promise<void>,
  progress: (line: string) => void,
): Promise<void> {
  for (const periodId of periodIds) await operator.post(`/v1/periods/${periodId}/close`, { policy: 'pro_rata' });
  progress(`asked to close ${periodIds.join(' and ')}; the grace window runs until ${CUTOFF.slice(0, 10)}`);
  await advanceClock(CUTOFF);
  await operator.untilIdle();
  for (const periodId of periodIds) {
    const period = await operator.get(`/v1/periods/${periodId}`);
    progress(`${periodId} is ${field(period, 'state')} at ${field(period, 'per_stream_rate')} a play`);
    await approve(operator, period);
  }
  await operator.untilIdle();
  progress('approved');
}

async function approve(operator: Operator, period: Answer): Promise<void> {
  const periodId = field(period, 'period_id');
  const approval = period['approval'] as Answer | null;
  if (approval === null)
    throw new Error(
      `${periodId} has nothing to approve: it is ${field(period, 'state')}, ${field(period, 'waiting_detail')}`,
    );
  await operator.post(`/v1/periods/${periodId}/approve`, { digest: field(approval, 'digest') }, 'approver');
}

/** One block per country, what user-centric would have paid beside it, and the proofs of the close. */
export async function printClose(operator: Operator): Promise<Proof[]> {
  const months = await Promise.all(
    periodIds.map(async (periodId) => {
      const path = `/v1/periods/${periodId}`;
      const [period, simulation, replay] = await Promise.all([
        operator.get(path),
        recomputed(operator, `${path}/simulate`, { policy: 'user_centric' }),
        recomputed(operator, `${path}/replay`, {}),
      ]);
      return { period, simulation, replay };
    }),
  );
  const proofs: Proof[] = [];
  console.log('\nThe month, closed');
  for (const { period, simulation, replay } of months) {
    printPeriod(period);
    printPolicy(simulation);
    proofs.push(...(await provePeriod(operator, period, replay)));
  }
  return proofs;
}

function printPeriod(period: Answer): void {
  const currency = field(period, 'currency');
  const amount = (name: string) => `${field(period, name).padStart(20)} ${currency}`;
  console.log(`  ${field(period, 'period_id')}: ${field(period, 'state')}, ${field(period, 'policy')}`);
  console.log(
    `    plays        ${field(period, 'plays')}, of them ${field(period, 'qualified_plays')} qualified, ${field(period, 'fraud_plays')} fraud; ${field(period, 'duplicate_plays')} repeats dropped`,
  );
  for (const name of [
    'collected_revenue',
    'pool',
    'per_stream_rate',
    'attributed',
    'unattributed',
    'residual',
    'drift',
  ])
    console.log(`    ${name.replaceAll('_', ' ').padEnd(18)}${amount(name)}`);
}

function printPolicy(simulation: Answer): void {
  const holders = simulation['holders'] as readonly Answer[];
  console.log('    user-centric would have paid');
  for (const holder of holders)
    console.log(
      `      ${field(holder, 'holder_id').padEnd(10)} ${field(holder, 'amount').padStart(20)} (${signed(field(holder, 'delta'))})`,
    );
}

/** The result of a recomputation; one that takes long goes on by itself and says where to ask. */
async function recomputed(operator: Operator, path: string, body: unknown): Promise<Answer> {
  const answer = await operator.post(path, body);
  if (answer['status'] !== 'running') return answer;
  await operator.untilIdle();
  return operator.get(field(answer, 'location'));
}

const signed = (amount: string): string => (amount.startsWith('-') ? amount : `+${amount}`);

async function provePeriod(operator: Operator, period: Answer, replay: Answer): Promise<Proof[]> {
  const periodId = field(period, 'period_id');
  const currency = field(period, 'currency');
  const sum = ['attributed', 'unattributed', 'residual'].reduce(
    (total, name) => total + unitsOf(field(period, name)),
    0n,
  );
  const account = encodeURIComponent(`clearing:pool:${periodId}:${currency}`);
  const [pool] = (await operator.get(`/v1/ledger/accounts/${account}`))['balances'] as readonly Answer[];
  return [
    {
      claim: `${periodId}: attributed + unattributed + residual = the pool of ${field(period, 'pool')} ${currency}`,
      holds: sum === unitsOf(field(period, 'pool')) && unitsOf(field(period, 'drift')) === 0n,
      seen: `${textOf(sum)}, drift ${field(period, 'drift')}`,
    },
    {
      claim: `${periodId}: pool account is zero`,
      holds: pool !== undefined && unitsOf(field(pool, 'posted')) === 0n,
      seen: `${pool === undefined ? 'no account' : field(pool, 'posted')} ${currency}`,
    },
    { claim: `${periodId} is paid`, holds: period['state'] === 'PAID', seen: field(period, 'state') },
    {
      claim: `${periodId}: replayed from its manifest, the close report has the same bytes`,
      holds: replay['matches'] === true,
      seen: field(replay, 'replayed_report_hash'),
    },
  ];
}
