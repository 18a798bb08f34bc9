import { type PaidRun, paymentsOf } from '#infra/local/demo-payout';
import { everyItem, itemsOf, type Proof, unitsOf } from '#infra/local/demo-proofs';
import { type Answer, field, type Operator } from '#infra/local/operator';
import type { SampleBank } from '#infra/local/sample-bank/sample-bank';

/** The bank carries out the run's files and sends its statement of the day. */
export async function settleRun(
  operator: Operator,
  bank: SampleBank,
  { day, run, received }: { readonly day: string; readonly run: PaidRun; readonly received: readonly Remittance[] },
  progress: (line: string) => void,
): Promise<void> {
  for (const { reportId, provider, amount, currency } of received)
    bank.receive({
      cents: unitsOf(amount) / UNITS_OF_A_CENT,
      currency,
      text: `${provider} April 2025, your ${reportId}`,
    });
  for (const file of run.files) bank.pay(file);
  await dropStatement(operator, bank, day);
  progress(`the bank’s statement of ${day} is in`);
}

/** What a provider paid for one report. */
export interface Remittance {
  readonly reportId: string;
  readonly provider: string;
  readonly amount: string;
  readonly currency: string;
}

const UNITS_OF_A_CENT = 10n ** 8n;

async function dropStatement(operator: Operator, bank: SampleBank, day: string): Promise<void> {
  await operator.drop(`bank/statement-${day}.xml`, Buffer.from(bank.closeDay(day)));
  await operator.untilIdle();
}

/** The statements of a day, each held to the ledger, with the lines that nothing explains. */
export async function printStatements(operator: Operator, day: string): Promise<Proof[]> {
  const all = await everyItem(operator, '/v1/settlement/statements');
  const statements = all.filter((statement) => field(closingOf(statement), 'on') === day);
  const unmatched = itemsOf(await operator.get('/v1/settlement/unmatched'));
  console.log(`\nThe bank’s statement of ${day}`);
  for (const statement of statements) {
    const check = checkOf(statement);
    console.log(
      `  ${field(statement, 'currency')}  closing ${column(check, 'closing')}  ledger ${column(check, 'ledger')}  difference ${field(check, 'difference')}; ${field(statement, 'matched')} of ${field(statement, 'lines')} lines matched, in transit ${field(check, 'in_transit')}`,
    );
  }
  const lines = statements.reduce((sum, statement) => sum + Number(statement['lines']), 0);
  const matched = statements.reduce((sum, statement) => sum + Number(statement['matched']), 0);
  const zero = (name: string) => statements.filter((statement) => unitsOf(field(checkOf(statement), name)) === 0n);
  return [
    {
      claim: `${day}: every line of the bank’s statement is matched`,
      holds: lines > 0 && matched === lines && unmatched.length === 0,
      seen: `${matched} of ${lines} lines, ${unmatched.length} wait for a person`,
    },
    {
      claim: `${day}: the bank’s closing balances equal the ledger’s, and nothing is in transit`,
      holds:
        statements.length > 0 &&
        zero('difference').length === statements.length &&
        zero('in_transit').length === statements.length,
      seen: statements.map((one) => `${field(one, 'currency')} ${field(checkOf(one), 'difference')}`).join(', '),
    },
  ];
}

const closingOf = (statement: Answer): Answer => statement['closing'] as Answer;
const checkOf = (statement: Answer): Answer => (statement['check'] ?? {}) as Answer;
const column = (answer: Answer, name: string): string => field(answer, name).padStart(17);

/** The holder whose payment comes back: exchanged and taxed, so that there is something to take apart. */
const RETURNED_HOLDER = 'H-MAR';
const RETURNED_CURRENCY = 'USD';
const RETURNED = { code: 'AC04', words: 'account closed' };

/** The next day one payment comes back from where it went, and the bank’s statement says so. */
export async function returnPayment(
  operator: Operator,
  bank: SampleBank,
  { day, run }: { readonly day: string; readonly run: PaidRun },
  progress: (line: string) => void,
): Promise<Answer> {
  const payments = paymentsOf(await operator.get(`/v1/payout-runs/${run.runId}`));
  const payment = payments.find(
    (one) => one['holder_id'] === RETURNED_HOLDER && one['source_currency'] === RETURNED_CURRENCY,
  );
  if (payment === undefined) throw new Error(`${RETURNED_HOLDER} was paid nothing out of ${RETURNED_CURRENCY}`);
  bank.giveBack(field(payment, 'end_to_end_id'), RETURNED);
  await dropStatement(operator, bank, day);
  progress(`the bank’s statement of ${day} is in: ${field(payment, 'payment_id')} came back`);
  return payment;
}

/** The reversal of a returned payment, leg by leg, what the holder is told, and that nobody else’s payment was touched. */
export async function printReturn(operator: Operator, payment: Answer, runId: string): Promise<Proof[]> {
  const paymentId = field(payment, 'payment_id');
  const transaction = await operator.get(`/v1/ledger/transactions/payout.${paymentId}.settlement`);
  const reversal = await operator.get(`/v1/ledger/transactions/${field(transaction, 'reversed_by')}`);
  const holder = RETURNED_HOLDER;
  const notices = itemsOf(await operator.get(`/v1/holders/${holder}/notices`, 'holder', holder));
  const balances = (await operator.get(`/v1/holders/${holder}/balances`, 'holder', holder))['balances'];
  const run = await operator.get(`/v1/payout-runs/${runId}`);
  console.log(`\nPayment ${paymentId} came back`);
  for (const leg of legsOf(reversal))
    console.log(
      `  ${column(leg, 'amount')} ${field(leg, 'currency')}  ${field(leg, 'debit').padEnd(44)} → ${field(leg, 'credit')}`,
    );
  for (const balance of balances as readonly Answer[])
    console.log(
      `  ${holder} ${field(balance, 'currency')}: posted ${field(balance, 'posted')}, available ${field(balance, 'available')}`,
    );
  for (const notice of notices) console.log(`  ${holder} is told: ${field(notice, 'text')}`);
  return [
    proveReversed(transaction, reversal),
    provePayableAgain(payment, balances as readonly Answer[]),
    proveTold(paymentId, notices),
    proveOthersStand(paymentId, run),
  ];
}

const legsOf = (transaction: Answer): readonly Answer[] => transaction['postings'] as readonly Answer[];

/** Each leg of the reversal is one of the payment’s, with its sides exchanged; none is left out (R27). */
function proveReversed(transaction: Answer, reversal: Answer): Proof {
  const leg = (of: Answer, from: string, to: string) =>
    ['amount', 'currency', from, to].map((name) => field(of, name)).join(' ');
  const paid = legsOf(transaction).map((one) => leg(one, 'debit', 'credit'));
  const back = legsOf(reversal).map((one) => leg(one, 'credit', 'debit'));
  return {
    claim: `${field(reversal, 'transaction_id')} mirrors every leg of the payment, exchange and tax as well`,
    holds:
      reversal['reversal_of'] === transaction['transaction_id'] &&
      paid.length > 0 &&
      paid.toSorted().join('\n') === back.toSorted().join('\n'),
    seen: `${paid.length} legs, ${back.length} back`,
  };
}

function provePayableAgain(payment: Answer, balances: readonly Answer[]): Proof {
  const standing = balances.find(({ currency }) => currency === payment['source_currency']);
  const available = standing === undefined ? '0' : field(standing, 'available');
  return {
    claim: `the ${field(payment, 'source_amount')} ${field(payment, 'source_currency')} that it took are ${RETURNED_HOLDER}’s again`,
    holds: unitsOf(available) === unitsOf(field(payment, 'source_amount')),
    seen: `${available} available`,
  };
}

function proveTold(paymentId: string, notices: readonly Answer[]): Proof {
  const told = notices.filter((notice) => notice['payment_id'] === paymentId);
  return {
    claim: `${RETURNED_HOLDER} is told that the payment came back, and why`,
    holds: told.length === 1 && field(told[0] ?? {}, 'reason').startsWith(RETURNED.code),
    seen: `${told.length} notice`,
  };
}

function proveOthersStand(paymentId: string, run: Answer): Proof {
  const states = paymentsOf(run).map((one) => [one['payment_id'] === paymentId, field(one, 'state')] as const);
  const others = states.filter(([isReturned]) => !isReturned);
  return {
    claim: 'the other payments of the run stay settled',
    holds: others.length > 0 && states.every(([isReturned, state]) => state === (isReturned ? 'returned' : 'settled')),
    seen: `${others.filter(([, state]) => state === 'settled').length} of ${others.length}`,
  };
}
