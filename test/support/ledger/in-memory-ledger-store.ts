import type { Instant } from '#kernel/time/clock';
import type { Entry } from '#ledger/entry';
import type { JournalTransaction, StateChange } from '#ledger/journal-transaction';
import {
  type BackDatedMarker,
  EXPIRED_DAYS,
  type Expiry,
  expiriesOf,
  keyOf,
  type LedgerItem,
  padded,
  SEQUENCE_DIGITS,
} from '#ledger/ledger-item';
import { entryFrom, markerFrom, recordOf, snapshotFrom } from '#ledger/ledger-record';
import type { StoredItem } from '#ledger/ledger-scan';
import type { ReservationIndex } from '#ledger/reservation-index';
import type { ShardId } from '#ledger/shard';
import type { AppendOutcome, LedgerStore } from '#ledger/store';
import type { LedgerRecord } from '#ledger/stored-fields';
import { stateFrom, transactionFrom } from '#ledger/transaction-record';

/** The ledger's store in memory: the same records under the same keys, and the same contract as the DynamoDB one. */
export class InMemoryLedgerStore implements LedgerStore, ReservationIndex {
  readonly #partitions = new Map<string, Map<string, LedgerRecord>>();

  async newestEntries(shards: readonly ShardId[]): Promise<readonly (Entry | undefined)[]> {
    return shards.map((shard) => this.#entriesDown(shard, undefined, 1)[0]);
  }

  async transaction(id: string): Promise<JournalTransaction | undefined> {
    const head = this.#partitions.get(`TXN#${id}`)?.get('HEAD');
    return head === undefined ? undefined : transactionFrom(head, await this.states(id));
  }

  async states(transactionId: string): Promise<readonly StateChange[]> {
    return this.#under(`TXN#${transactionId}`, 'S#').map(([, record]) => stateFrom(record));
  }

  async append(items: readonly LedgerItem[]): Promise<AppendOutcome> {
    const taken = items.filter((item) => this.#partitions.get(keyOf(item).pk)?.has(keyOf(item).sk));
    if (taken.length > 0) return { kind: 'exists', items: taken };
    for (const item of items) {
      const { pk, sk } = keyOf(item);
      const partition = this.#partitions.get(pk) ?? new Map<string, LedgerRecord>();
      partition.set(sk, recordOf(item));
      this.#partitions.set(pk, partition);
    }
    return { kind: 'appended' };
  }

  async entryAt(shard: ShardId, sequence: number): Promise<Entry | undefined> {
    const record = this.#partitions.get(`ACCT#${shard}`)?.get(`E#${padded(sequence, SEQUENCE_DIGITS)}`);
    return record === undefined ? undefined : entryFrom(record);
  }

  async entriesBefore(input: {
    readonly shard: ShardId;
    readonly before?: number;
    readonly limit: number;
  }): Promise<readonly Entry[]> {
    return this.#entriesDown(input.shard, input.before, input.limit);
  }

  async markersBetween(input: {
    readonly shard: ShardId;
    readonly after: number;
    readonly through: number;
  }): Promise<readonly BackDatedMarker[]> {
    return this.#under(`ACCT#${input.shard}`, 'B#')
      .map(([, record]) => markerFrom(input.shard, record))
      .filter(({ sequence }) => sequence > input.after && sequence <= input.through);
  }

  async snapshotOf(input: { readonly shard: ShardId; readonly at: Instant; readonly through: number }) {
    const snapshots = this.#under(`ACCT#${input.shard}`, `P#${input.at}#`);
    const found = snapshots.map(([, record]) => snapshotFrom(input.shard, record));
    return found.findLast(({ sequence }) => sequence <= input.through);
  }

  async shardsUnder(prefix: string): Promise<readonly ShardId[]> {
    const partitions = [...this.#partitions.entries()].filter(([pk]) => pk.startsWith('ACCOUNTS#'));
    const shards = partitions.flatMap(([, partition]) => [...partition.keys()] as ShardId[]).sort();
    return shards.filter(
      (shard) =>
        prefix === '' || shard === prefix || (/^[:#]/.test(shard.slice(prefix.length)) && shard.startsWith(prefix)),
    );
  }

  async expiring({ day, through }: { readonly day: string; readonly through: Instant }): Promise<readonly Expiry[]> {
    return this.#under(expiriesOf(day), '').flatMap(([, record]) => {
      const expiresAt = record['expires_at'] as Instant;
      return expiresAt <= through ? [{ reservationId: String(record['reservation_id']), expiresAt }] : [];
    });
  }

  async latestExpiredDay(): Promise<string | undefined> {
    return this.#under(EXPIRED_DAYS, '').at(-1)?.[0];
  }

  /** Ids of all transactions, for a test to go through. */
  transactionIds(): readonly string[] {
    return [...this.#partitions.keys()].flatMap((pk) => (pk.startsWith('TXN#') ? [pk.slice(4)] : []));
  }

  /** Everything that stands here, as a scan of the table would show it. */
  storedItems(): readonly StoredItem[] {
    return [...this.#partitions].flatMap(([pk, items]) => [...items].map(([sk, record]) => ({ pk, sk, record })));
  }

  #entriesDown(shard: ShardId, before: number | undefined, limit: number): readonly Entry[] {
    const partition = this.#partitions.get(`ACCT#${shard}`);
    const entries: Entry[] = [];
    let sequence = before === undefined ? this.#highest(partition) : before - 1;
    while (entries.length < limit && sequence > 0) {
      const record = partition?.get(`E#${padded(sequence, SEQUENCE_DIGITS)}`);
      if (record !== undefined) entries.push(entryFrom(record));
      sequence -= 1;
    }
    return entries;
  }

  #highest(partition: ReadonlyMap<string, LedgerRecord> | undefined): number {
    let highest = 0;
    for (const sk of partition?.keys() ?? []) if (sk.startsWith('E#')) highest = Math.max(highest, Number(sk.slice(2)));
    return highest;
  }

  #under(pk: string, prefix: string): readonly (readonly [string, LedgerRecord])[] {
    const found = [...(this.#partitions.get(pk) ?? [])].filter(([sk]) => sk.startsWith(prefix));
    return found.sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
