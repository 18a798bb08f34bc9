import type { Currency } from '#kernel/money/currency';
import type { DeskOutcome, DeskPayment, PaymentDesk, PaymentWord, Refusal } from '#settlement/payment-desk';

const DONE: DeskOutcome = { kind: 'done' };

/** A payment desk in memory, by the contract that the real one keeps. */
export class MemoryDesk implements PaymentDesk {
  readonly payments = new Map<string, DeskPayment>();

  add(...payments: readonly DeskPayment[]): void {
    for (const payment of payments) this.payments.set(payment.paymentId, payment);
  }

  state(paymentId: string): DeskPayment['state'] | undefined {
    return this.payments.get(paymentId)?.state;
  }

  async findByReference(references: readonly string[]): Promise<ReadonlyMap<string, DeskPayment>> {
    const wanted = new Set(references);
    const all = [...this.payments.values()];
    return new Map(all.filter(({ endToEndId }) => wanted.has(endToEndId)).map((one) => [one.endToEndId, one] as const));
  }

  async findBatch(batchId: string): Promise<readonly DeskPayment[]> {
    return [...this.payments.values()].filter((payment) => payment.batchId === batchId);
  }

  async openPayments(currency: Currency): Promise<readonly DeskPayment[]> {
    const all = [...this.payments.values()];
    return all.filter((payment) => payment.currency === currency && payment.state === 'instructed');
  }

  async settle(words: readonly PaymentWord[]): Promise<readonly DeskOutcome[]> {
    return words.map(({ paymentId, evidence }) => {
      const payment = this.payments.get(paymentId);
      if (payment === undefined) return { kind: 'refused', reason: `${paymentId} is no payment` };
      if (payment.settledBy === evidence) return DONE;
      if (payment.state !== 'instructed') return { kind: 'refused', reason: `${paymentId} is ${payment.state}` };
      this.add({ ...payment, state: 'settled', settledBy: evidence });
      return DONE;
    });
  }

  async reject(refusals: readonly Refusal[]): Promise<readonly DeskOutcome[]> {
    return refusals.map((refusal) => this.#refuse(refusal, 'rejected'));
  }

  async takeBack(refusals: readonly Refusal[]): Promise<readonly DeskOutcome[]> {
    return refusals.map((refusal) => this.#refuse(refusal, 'returned'));
  }

  #refuse({ paymentId, evidence }: Refusal, how: 'rejected' | 'returned'): DeskOutcome {
    const payment = this.payments.get(paymentId);
    if (payment === undefined) return { kind: 'refused', reason: `${paymentId} is no payment` };
    if (payment.returnedBy === evidence) return DONE;
    const may = how === 'rejected' ? ['instructed'] : ['instructed', 'settled'];
    if (!may.includes(payment.state)) return { kind: 'refused', reason: `${paymentId} is ${payment.state}` };
    const state = payment.state === 'settled' ? 'returned' : 'rejected';
    this.add({ ...payment, state, returnedBy: evidence });
    return DONE;
  }
}
