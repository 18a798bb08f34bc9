import type { Currency } from '#kernel/money/currency';
import type { Instant } from '#kernel/time/clock';
import { batchIdOf } from '#payouts/batches';
import { type PaymentRecord, type PaymentState, runIdOf, stateOf } from '#payouts/payment';
import type { PayoutRegister } from '#payouts/ports';
import { achIdentification } from '#payouts/rails/nacha-file';
import type { RunState } from '#payouts/run';
import type { PaymentSettlements } from '#payouts/settlement-outcomes';
import type {
  DeskOutcome,
  DeskPayment,
  DeskPaymentState,
  PaymentDesk,
  PaymentWord,
  Refusal,
} from '#settlement/payment-desk';

export interface PayoutsDeskPorts {
  readonly register: Pick<PayoutRegister, 'findPayment' | 'listRuns' | 'payments'>;
  readonly settlements: PaymentSettlements;
}

const AT_ONCE = 16;
const PAGE = 500;
/** Runs that are looked through, newest first, for what does not say its run: an ACH identification, an amount. */
const RUNS_MAX = 100;
/** Runs of which a payment may have left. */
const LEFT: ReadonlySet<RunState> = new Set(['approved', 'submitted', 'completed']);
/** `<run>-<rail>-<currency>`, as payouts name a batch. */
const BATCH_ID = /^(R[0-9A-F]{12})-[A-Z]+-[A-Z]{3}$/;
const STATES: Readonly<Record<PaymentState, DeskPaymentState>> = {
  planned: 'waiting',
  reserved: 'waiting',
  refused: 'waiting',
  taken_out: 'waiting',
  voided: 'waiting',
  instructed: 'instructed',
  settled: 'settled',
  rejected: 'rejected',
  returned: 'returned',
};

/** The payment desk over payouts: settlement's words become theirs, and their answers ours. */
export class PayoutsPaymentDesk implements PaymentDesk {
  readonly #register: PayoutsDeskPorts['register'];
  readonly #settlements: PaymentSettlements;

  constructor({ register, settlements }: PayoutsDeskPorts) {
    this.#register = register;
    this.#settlements = settlements;
  }

  async findByReference(references: readonly string[]): Promise<ReadonlyMap<string, DeskPayment>> {
    const found = new Map<string, DeskPayment>();
    await inTurns(references, async (reference) => {
      const record = await this.#record(reference);
      if (record !== undefined) found.set(reference, deskPayment(record));
    });
    await this.#findIdentifications(
      references.filter((reference) => !found.has(reference) && /^[0-9A-F]{15}$/.test(reference)),
      found,
    );
    return found;
  }

  async findBatch(batchId: string): Promise<readonly DeskPayment[]> {
    const runId = BATCH_ID.exec(batchId)?.[1];
    if (runId === undefined) return [];
    const payments: DeskPayment[] = [];
    for await (const record of this.#payments(runId)) {
      const payment = deskPayment(record);
      if (payment.batchId === batchId) payments.push(payment);
    }
    return payments;
  }

  async openPayments(currency: Currency): Promise<readonly DeskPayment[]> {
    const open: DeskPayment[] = [];
    for await (const record of this.#left()) {
      const payment = deskPayment(record);
      if (payment.currency === currency && payment.state === 'instructed') open.push(payment);
    }
    return open;
  }

  settle(words: readonly PaymentWord[]): Promise<readonly DeskOutcome[]> {
    return this.#tell(words, async (record, { evidence, on }) => {
      const { paymentId: endToEndId, netUnits: units, currency } = record.payment;
      const said = { endToEndId, bookedAt: startOf(on), units, currency, statementRef: evidence };
      const outcome = await this.#settlements.settle(said);
      if (outcome.kind === 'settled') return DONE;
      if (outcome.kind === 'already-settled') return sameWord(outcome.statementRef, evidence, 'settled');
      return refused(outcome.kind, 'state' in outcome ? outcome.state : undefined);
    });
  }

  reject(refusals: readonly Refusal[]): Promise<readonly DeskOutcome[]> {
    return this.#tell(refusals, (record, refusal) => this.#reject(record, refusal));
  }

  takeBack(refusals: readonly Refusal[]): Promise<readonly DeskOutcome[]> {
    return this.#tell(refusals, async (record, refusal) => {
      const { paymentId: endToEndId, netUnits: units, currency } = record.payment;
      const { evidence, on } = refusal;
      const said = {
        endToEndId,
        bookedAt: startOf(on),
        units,
        currency,
        statementRef: evidence,
        reason: wordsOf(refusal),
      };
      const outcome = await this.#settlements.return(said);
      if (outcome.kind === 'returned') return DONE;
      if (outcome.kind === 'already-returned') return sameWord(outcome.statementRef, evidence, 'returned');
      if (outcome.kind === 'not-settled-yet') return this.#reject(record, refusal);
      if (outcome.kind === 'not-possible' && outcome.state === 'rejected') return this.#reject(record, refusal);
      return refused(outcome.kind, 'state' in outcome ? outcome.state : undefined);
    });
  }

  async #reject(record: PaymentRecord, refusal: Refusal): Promise<DeskOutcome> {
    const { evidence: reference } = refusal;
    const endToEndId = record.payment.paymentId;
    const outcome = await this.#settlements.reject({ endToEndId, reason: wordsOf(refusal), reference });
    if (outcome.kind === 'rejected') return DONE;
    if (outcome.kind === 'already-rejected')
      return sameWord(deskPayment(record).returnedBy ?? reference, reference, 'rejected');
    return refused(outcome.kind, 'state' in outcome ? outcome.state : undefined);
  }

  /** One word after the other for one payment, many payments at once; then the runs that were touched are looked at. */
  async #tell<Word extends PaymentWord>(
    words: readonly Word[],
    say: (record: PaymentRecord, word: Word) => Promise<DeskOutcome>,
  ): Promise<readonly DeskOutcome[]> {
    const outcomes = new Map<Word, DeskOutcome>();
    const byPayment = Map.groupBy(words, ({ paymentId }) => paymentId);
    const runs = new Set<string>();
    await inTurns([...byPayment], async ([paymentId, ofPayment]) => {
      for (const word of ofPayment) {
        const record = await this.#record(paymentId);
        if (record !== undefined) runs.add(record.payment.runId);
        outcomes.set(word, record === undefined ? refused('unknown') : await say(record, word));
      }
    });
    if (runs.size > 0) await this.#settlements.conclude([...runs].sort());
    return words.map((word) => outcomes.get(word) ?? refused('unknown'));
  }

  async #record(endToEndId: string): Promise<PaymentRecord | undefined> {
    const runId = runIdOf(endToEndId);
    return runId === undefined ? undefined : this.#register.findPayment(runId, endToEndId);
  }

  /** An ACH entry has room for a hash of the end-to-end id alone, so the payments that left are asked for theirs. */
  async #findIdentifications(wanted: readonly string[], found: Map<string, DeskPayment>): Promise<void> {
    const missing = new Set(wanted);
    if (missing.size === 0) return;
    for await (const record of this.#left()) {
      const identification = achIdentification(record.payment.paymentId);
      if (record.payment.rail === 'ach' && missing.delete(identification))
        found.set(identification, deskPayment(record));
      if (missing.size === 0) return;
    }
  }

  async *#left(): AsyncGenerator<PaymentRecord> {
    const { items } = await this.#register.listRuns({ limit: RUNS_MAX });
    for (const { runId, state } of items) if (LEFT.has(state)) yield* this.#payments(runId);
  }

  async *#payments(runId: string): AsyncGenerator<PaymentRecord> {
    let after: string | undefined;
    do {
      const page = await this.#register.payments(runId, { limit: PAGE, after });
      yield* page.items;
      after = page.nextAfter;
    } while (after !== undefined);
  }
}

const DONE: DeskOutcome = { kind: 'done' };

function deskPayment(record: PaymentRecord): DeskPayment {
  const { payment, states } = record;
  const { paymentId, name, netUnits, currency } = payment;
  const settledBy = states.find(({ state }) => state === 'settled')?.reference;
  const returnedBy = states.find(({ state }) => state === 'returned' || state === 'rejected')?.reference;
  return {
    paymentId,
    endToEndId: paymentId,
    batchId: batchIdOf(payment),
    name,
    units: netUnits,
    currency,
    state: STATES[stateOf(record)],
    ...(settledBy !== undefined && { settledBy }),
    ...(returnedBy !== undefined && { returnedBy }),
  };
}

const startOf = (day: string): Instant => `${day}T00:00:00.000Z` as Instant;
const wordsOf = ({ reason, text }: Refusal): string => (text === '' ? reason : `${reason} ${text}`);

function sameWord(standing: string, evidence: string, state: string): DeskOutcome {
  return standing === evidence ? DONE : { kind: 'refused', reason: `it is ${state} already, by ${standing}` };
}

function refused(kind: string, state?: string): DeskOutcome {
  return {
    kind: 'refused',
    reason: state === undefined ? `payouts says ${kind}` : `payouts says ${kind}: it is ${state}`,
  };
}

async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE) await Promise.all(items.slice(at, at + AT_ONCE).map(work));
}
