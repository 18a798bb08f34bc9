import { formatUnits, sumUnits } from '#kernel/money/units';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';
import { type AuditChecks, type AuditFinding, singleCheck } from '#ledger/audit-check';
import type { JournalTransaction, TransactionState } from '#ledger/journal-transaction';
import type { Ledger } from '#ledger/ports';
import { type PaymentRecord, type PaymentState, stateOf } from '#payouts/payment';
import type { PayoutRegister } from '#payouts/ports';
import { payoutClearing, reservationId, settlementId } from '#payouts/postings';
import { eachPayment } from '#payouts/steps/each-payment';
import { severalAtOnce } from '#payouts/steps/several-at-once';

export const PAYMENT_CHECK = 'payments';

export interface PaymentCheckPorts {
  readonly register: Pick<PayoutRegister, 'listRuns' | 'payments'>;
  readonly ledger: Pick<Ledger, 'transaction'>;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Between the ledger's word and the payment's own, with every retry, less time passes. */
const PATIENCE_MILLISECONDS = HOUR;
/** A rail answers within days; after this a person asks the bank. */
const IN_FLIGHT_DAYS_MAX = 10;
/** Runs that are looked at: whatever happens to a payment happens within this time. */
const RUN_DAYS_MAX = 62;
const RUNS_AT_ONCE = 100;
const PAYMENTS_AT_ONCE = 500;

/** By a payment's state: where its reservation may stand in the ledger. */
const RESERVATION_STATES: Partial<Record<PaymentState, readonly TransactionState[]>> = {
  // A run that nobody went on with loses its reservations to time; nobody was told to pay.
  reserved: ['reserved', 'instructed', 'expired'],
  instructed: ['instructed'],
  rejected: ['failed'],
  taken_out: ['voided', 'expired'],
  voided: ['voided', 'expired'],
  settled: ['posted'],
  returned: ['posted'],
};

/**
 * What payouts say of a payment is what the ledger says: set aside while it waits, posted with exactly what left once it is settled,
 * reversed once it came back, given back when it was refused. And no payment is in flight for longer than rails take.
 */
export function paymentChecks(ports: PaymentCheckPorts): AuditChecks {
  return singleCheck(PAYMENT_CHECK, async (cut) => {
    const found: AuditFinding[] = [];
    for await (const runId of recentRuns(ports, cut))
      for await (const records of grouped(eachPayment(ports.register, runId)))
        found.push(...(await severalAtOnce(records, (record) => findingsOn(ports, record, cut))).flat());
    return found;
  });
}

async function findingsOn(
  { ledger }: PaymentCheckPorts,
  record: PaymentRecord,
  cut: Instant,
): Promise<readonly AuditFinding[]> {
  const { payment, states } = record;
  const state = stateOf(record);
  const allowed = RESERVATION_STATES[state];
  const since = states.at(-1)?.at;
  const settledBefore = instantOf(millisecondsOf(cut) - PATIENCE_MILLISECONDS);
  if (allowed === undefined || since === undefined || since > settledBefore) return [];
  const id = reservationId(payment);
  const reservation = await ledger.transaction(id);
  const standing = reservation?.states.at(-1);
  if (standing !== undefined && standing.recordedAt > settledBefore) return [];
  const found: AuditFinding[] = [];
  if (standing === undefined || !allowed.includes(standing.state))
    found.push({
      message: `Payment ${payment.paymentId} is ${state}, its reservation ${standing?.state ?? 'not there'}; ${allowed.join(' or ')} would be right`,
      accounts: [payment.account],
      transactions: [id],
    });
  if (state === 'settled' || state === 'returned') {
    const transaction = await ledger.transaction(settlementId(payment));
    const fault = settlementFault(record, transaction);
    if (fault !== undefined) found.push({ message: fault, transactions: [settlementId(payment)] });
  }
  if (state === 'instructed' && since < instantOf(millisecondsOf(cut) - IN_FLIGHT_DAYS_MAX * DAY))
    found.push({
      message: `Payment ${payment.paymentId} was instructed at ${since}, and no bank or rail has said anything of it; ask the bank`,
      transactions: [id],
    });
  return found;
}

/** What is wrong with the posting of a payment that was made, or came back. */
function settlementFault(
  { payment, states }: PaymentRecord,
  posted: JournalTransaction | undefined,
): string | undefined {
  const { paymentId, netUnits, currency } = payment;
  const isReturned = states.at(-1)?.state === 'returned';
  const ledgerState = posted?.states.at(-1)?.state;
  const wanted = isReturned ? 'reversed' : 'posted';
  if (posted === undefined || ledgerState !== wanted)
    return `Payment ${paymentId} is ${isReturned ? 'returned' : 'settled'}, its posting ${ledgerState ?? 'not there'}; ${wanted} would be right`;
  const clearing = payoutClearing(payment);
  const left = sumUnits(posted.postings.flatMap(({ debit, units }) => (debit === clearing ? [units] : [])));
  if (left === netUnits) return undefined;
  return `Payment ${paymentId} is of ${formatUnits(netUnits)} ${currency}; its posting moves ${formatUnits(left)}`;
}

async function* recentRuns({ register }: PaymentCheckPorts, cut: Instant): AsyncGenerator<string> {
  const oldest = instantOf(millisecondsOf(cut) - RUN_DAYS_MAX * DAY);
  let after: string | undefined;
  do {
    const page = await register.listRuns({ limit: RUNS_AT_ONCE, after });
    for (const { runId, createdAt } of page.items) {
      if (createdAt < oldest) return;
      yield runId;
    }
    after = page.nextAfter;
  } while (after !== undefined);
}

async function* grouped(records: AsyncIterable<PaymentRecord>): AsyncGenerator<readonly PaymentRecord[]> {
  let group: PaymentRecord[] = [];
  for await (const record of records) {
    if (group.push(record) < PAYMENTS_AT_ONCE) continue;
    yield group;
    group = [];
  }
  yield group;
}
