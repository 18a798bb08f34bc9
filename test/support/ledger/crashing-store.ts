import type { LedgerItem } from '#ledger/ledger-item';
import type { AppendOutcome, LedgerStore } from '#ledger/store';

/** A store under which the process dies at one write, before or after it took effect; everything later dies too. */
export class CrashingStore implements LedgerStore {
  readonly #inner: LedgerStore;
  readonly #crash: { readonly write: number; readonly after: boolean };
  #writes = 0;

  constructor(inner: LedgerStore, crash: { readonly write: number; readonly after: boolean }) {
    this.#inner = inner;
    this.#crash = crash;
  }

  newestEntries: LedgerStore['newestEntries'] = (shards) => this.#inner.newestEntries(shards);
  transaction: LedgerStore['transaction'] = (id) => this.#inner.transaction(id);
  states: LedgerStore['states'] = (id) => this.#inner.states(id);
  entryAt: LedgerStore['entryAt'] = (shard, sequence) => this.#inner.entryAt(shard, sequence);
  entriesBefore: LedgerStore['entriesBefore'] = (input) => this.#inner.entriesBefore(input);
  markersBetween: LedgerStore['markersBetween'] = (input) => this.#inner.markersBetween(input);
  snapshotOf: LedgerStore['snapshotOf'] = (input) => this.#inner.snapshotOf(input);
  shardsUnder: LedgerStore['shardsUnder'] = (prefix) => this.#inner.shardsUnder(prefix);

  async append(items: readonly LedgerItem[]): Promise<AppendOutcome> {
    const isLast = this.#writes >= this.#crash.write;
    this.#writes += 1;
    if (isLast && !this.#crash.after) throw new Error('The process died before the write');
    const outcome = await this.#inner.append(items);
    if (isLast) throw new Error('The process died after the write');
    return outcome;
  }
}
