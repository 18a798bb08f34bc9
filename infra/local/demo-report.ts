import { everyItem, itemsOf, type Proof, textOf, unitsOf } from '#infra/local/demo-proofs';
import type { Answer, Operator } from '#infra/local/operator';

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
    console.log(`  ${report['provider']}: ${report['status']}`);
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
  console.log(`    because      ${report['failure']}`);
  const errors = await operator.get(`/v1/reports/${report['report_id']}/errors`);
  for (const group of errors['groups'] as readonly Answer[]) {
    console.log(`    ${group['count']} × ${group['type']}`);
    for (const { line, column, value, expected } of group['examples'] as readonly Answer[])
      console.log(`      line ${line}, ${column}: ${JSON.stringify(value)}; ${expected}`);
  }
}

/** Every holder's balance as the holder would see it, with the holder's own token. */
export async function printBalances(operator: Operator): Promise<void> {
  console.log('\nBalances                                      posted           payable');
  for (const holder of await everyItem(operator, '/v1/holders')) {
    const holderId = String(holder['holder_id']);
    const answer = await operator.get(`/v1/holders/${holderId}/balances`, 'holder', holderId);
    for (const balance of answer['balances'] as readonly Answer[])
      console.log(
        `  ${String(holder['name']).padEnd(24)} ${balance['currency']} ${String(balance['posted']).padStart(22)} ${String(balance['payable']).padStart(17)}`,
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
  const report = await operator.get(`/v1/reports/${source['id']}`);
  const rows = await everyItem(operator, `/v1/reports/${source['id']}/rows?holder_id=${TRAIL_HOLDER}`);
  const earned = (row: Answer): Answer => row['earned'] as Answer;
  const unitsEarned = (row: Answer): bigint => unitsOf(String(earned(row)['holder_amount']));
  const sum = rows.reduce((total, row) => total + unitsEarned(row), 0n);
  const largest = rows.reduce((top, row) => (unitsEarned(row) > unitsEarned(top) ? row : top));
  const { converted, commission, holder_amount: holderAmount, currency } = earned(largest);

  console.log(`\nWhere ${TRAIL_HOLDER}'s newest entry comes from`);
  console.log(`  balance      ${mutation['balance_after']} ${mutation['currency']} on ${mutation['account']}`);
  console.log(
    `  entry        ${mutation['amount']} ${mutation['currency']}, transaction ${mutation['transaction_id']}`,
  );
  console.log(
    `  report       ${report['report_id']} of ${report['provider']}, ${rows.length} of its rows are this holder's`,
  );
  console.log(`  the largest  line ${largest['line']}: ${largest['amount']} ${largest['currency']} reported`);
  console.log(`               ${converted} received − ${commission} commission = ${holderAmount} ${currency}`);
  console.log(`  as dropped   ${(largest['cells'] as readonly string[]).join(' | ')}`);
  return {
    claim: `the entry of ${mutation['amount']} ${mutation['currency']} is the sum of its ${rows.length} lines`,
    holds: sum === unitsOf(String(mutation['amount'])),
    seen: textOf(sum),
  };
}
