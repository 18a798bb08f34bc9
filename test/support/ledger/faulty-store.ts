import type { LedgerItem } from '#ledger/ledger-item';
import type { AppendOutcome, LedgerStore } from '#ledger/store';

/** The process that ran the step is gone; whoever started it starts it again. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

const FAULTS = ['busy', 'answer-lost', 'died-before', 'died-after'] as const;
const FAULT_RATE = 0.35;

/** A store that lets others in between any two calls, refuses, loses answers, and takes the process down, by chance. */
export class FaultyStore implements LedgerStore {
  readonly #inner: LedgerStore;
  readonly #random: () => number;
  readonly #turn: () => Promise<void>;

  constructor(inner: LedgerStore, random: () => number, turn: () => Promise<void>) {
    this.#inner = inner;
    this.#random = random;
    this.#turn = turn;
  }

  newestEntries: LedgerStore['newestEntries'] = (shards) => this.#read(() => this.#inner.newestEntries(shards));
  transaction: LedgerStore['transaction'] = (id) => this.#read(() => this.#inner.transaction(id));
  states: LedgerStore['states'] = (id) => this.#read(() => this.#inner.states(id));
  entryAt: LedgerStore['entryAt'] = (shard, sequence) => this.#read(() => this.#inner.entryAt(shard, sequence));
  entriesBefore: LedgerStore['entriesBefore'] = (input) => this.#read(() => this.#inner.entriesBefore(input));
  markersBetween: LedgerStore['markersBetween'] = (input) => this.#read(() => this.#inner.markersBetween(input));
  snapshotOf: LedgerStore['snapshotOf'] = (input) => this.#read(() => this.#inner.snapshotOf(input));
  shardsUnder: LedgerStore['shardsUnder'] = (prefix) => this.#read(() => this.#inner.shardsUnder(prefix));

  async append(items: readonly LedgerItem[]): Promise<AppendOutcome> {
    await this.#turn();
    const fault = this.#random() < FAULT_RATE ? FAULTS[Math.floor(this.#random() * FAULTS.length)] : undefined;
    if (fault === 'busy') return { kind: 'busy', reason: 'TransactionConflict' };
    if (fault === 'died-before') throw new ProcessDied();
    const outcome = await this.#inner.append(items);
    await this.#turn();
    if (fault === 'died-after') throw new ProcessDied();
    return fault === 'answer-lost' ? { kind: 'busy', reason: 'TimeoutError' } : outcome;
  }

  async #read<Answer>(read: () => Promise<Answer>): Promise<Answer> {
    await this.#turn();
    const answer = await read();
    await this.#turn();
    return answer;
  }
}
