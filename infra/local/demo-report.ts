import { everyItem, itemsOf, type Proof, textOf, unitsOf } from '#infra/local/demo-proofs';
import { type Answer, field, type Operator } from '#infra/local/operator';

interface CurrencyRow {
  readonly currency: string;
  readonly amount: string;
}

const sums = (rows: unknown): string =>
  ((rows ?? []) as readonly CurrencyRow[]).map((row) => `${row.amount} ${row.currency}`).join(' + ') || '—';

/** One block per report: what it said, what arrived, who got what; a refused one with its errors by type and line. */
export async function printReports(operator: Operator, reports: readonly Answer[]): Promise<void> {
  console.log('\nReports');
  for (const report of reports) {
    const totals = report['totals'] as Answer;
    console.log(`  ${field(report, 'provider')}: ${field(report, 'status')}`);
    console.log(`    parsed       ${sums(totals['parsed'])}`);
    if (report['status'] === 'failed') await printErrors(operator, report);
    else {
      console.log(`    received     ${sums(totals['received'])}`);
      console.log(`    commission   ${sums(totals['commission'])}`);
      console.log(`    to holders   ${sums(totals['holders'])}`);
    }
  }
}

async function printErrors(operator: Operator, report: Answer): Promise<void> {
  console.log(`    because      ${field(report, 'failure')}`);
  const errors = await operator.get(`/v1/reports/${field(report, 'report_id')}/errors`);
  for (const group of errors['groups'] as readonly Answer[]) {
    console.log(`    ${field(group, 'count')} × ${field(group, 'type')}`);
    for (const error of group['examples'] as readonly Answer[])
      console.log(
        `      line ${field(error, 'line')}, ${field(error, 'column')}: "${field(error, 'value')}"; ${field(error, 'expected')}`,
      );
  }
}

/** Every holder's balance as the holder would see it, with the holder's own token. */
export async function printBalances(operator: Operator): Promise<void> {
  console.log('\nBalances                                      posted           payable');
  for (const holder of await everyItem(operator, '/v1/holders')) {
    const holderId = field(holder, 'holder_id');
    const answer = await operator.get(`/v1/holders/${holderId}/balances`, 'holder', holderId);
    for (const balance of answer['balances'] as readonly Answer[])
      console.log(
        `  ${field(holder, 'name').padEnd(24)} ${field(balance, 'currency')} ${field(balance, 'posted').padStart(22)} ${field(balance, 'payable').padStart(17)}`,
      );
  }
}

const TRAIL_HOLDER = 'H-CEL';

/** Follows the newest entry of one balance to the line of the dropped file that earned most of it. */
export async function printTrail(operator: Operator): Promise<Proof> {
  const [mutation] = itemsOf(
    await operator.get(`/v1/holders/${TRAIL_HOLDER}/mutations?limit=1`, 'holder', TRAIL_HOLDER),
  );
  if (mutation === undefined) return { claim: `${TRAIL_HOLDER} has a balance`, holds: false, seen: 'no mutation' };
  const source = mutation['source'] as Answer;
  const report = await operator.get(`/v1/reports/${field(source, 'id')}`);
  const rows = await everyItem(operator, `/v1/reports/${field(source, 'id')}/rows?holder_id=${TRAIL_HOLDER}`);
  const earned = (row: Answer): Answer => row['earned'] as Answer;
  const unitsEarned = (row: Answer): bigint => unitsOf(String(earned(row)['holder_amount']));
  const sum = rows.reduce((total, row) => total + unitsEarned(row), 0n);
  const largest = rows.reduce((top, row) => (unitsEarned(row) > unitsEarned(top) ? row : top));
  const split = earned(largest);

  console.log(`\nWhere ${TRAIL_HOLDER}'s newest entry comes from`);
  console.log(
    `  balance      ${field(mutation, 'balance_after')} ${field(mutation, 'currency')} on ${field(mutation, 'account')}`,
  );
  console.log(
    `  entry        ${field(mutation, 'amount')} ${field(mutation, 'currency')}, transaction ${field(mutation, 'transaction_id')}`,
  );
  console.log(
    `  report       ${field(report, 'report_id')} of ${field(report, 'provider')}, ${rows.length} of its rows are this holder's`,
  );
  console.log(
    `  the largest  line ${field(largest, 'line')}: ${field(largest, 'amount')} ${field(largest, 'currency')} reported`,
  );
  console.log(
    `               ${field(split, 'converted')} received − ${field(split, 'commission')} commission = ${field(split, 'holder_amount')} ${field(split, 'currency')}`,
  );
  console.log(`  as dropped   ${(largest['cells'] as readonly string[]).join(' | ')}`);
  return {
    claim: `the entry of ${field(mutation, 'amount')} ${field(mutation, 'currency')} is the sum of its ${rows.length} lines`,
    holds: sum === unitsOf(field(mutation, 'amount')),
    seen: textOf(sum),
  };
}
