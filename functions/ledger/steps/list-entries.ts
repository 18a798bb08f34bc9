import { z } from 'zod';
import type { Instant } from '#kernel/time/clock';
import { compareUtf8 } from '#kernel/utf8-order';
import type { Entry } from '#ledger/entry';
import { padded } from '#ledger/ledger-item';
import type { ShardId } from '#ledger/shard';
import type { LedgerStore } from '#ledger/store';

export interface EntryQuery {
  readonly shards: readonly ShardId[];
  readonly limit: number;
  /** The position that the page before gave. */
  readonly after?: string | undefined;
  readonly asOf?: Instant | undefined;
  readonly knownAt?: Instant | undefined;
}

export interface EntryPage {
  readonly entries: readonly Entry[];
  /** Where the next page starts; absent on the last. */
  readonly position?: string;
}

/** Per shard, the sequence below which the next page goes on. */
const positionSchema = z.record(z.string(), z.int().positive());

/**
 * Entries of some shards as one list, newest recorded first. The position holds a sequence per shard, fixed by the
 * first page, so entries that arrive meanwhile neither shift the pages nor turn up in the middle of them.
 */
export async function listEntries(store: LedgerStore, query: EntryQuery): Promise<EntryPage> {
  const before = await startOf(store, query);
  const entries: Entry[] = [];
  while (entries.length < query.limit) {
    const pages = await Promise.all([...before].map(([shard, start]) => pageOf(store, shard, start, query.limit)));
    const candidates = pages.flat().sort(newestFirst);
    if (candidates.length === 0) break;
    for (const entry of candidates.slice(0, query.limit)) {
      if (entries.length === query.limit) break;
      before.set(entry.shard, entry.sequence);
      if (isWithin(entry, query)) entries.push(entry);
    }
  }
  const left = [...before].filter(([, start]) => start > 1);
  return left.length === 0 ? { entries } : { entries, position: JSON.stringify(Object.fromEntries(left)) };
}

async function startOf(store: LedgerStore, query: EntryQuery): Promise<Map<ShardId, number>> {
  if (query.after === undefined) {
    const heads = await store.newestEntries(query.shards);
    return new Map(query.shards.map((shard, index) => [shard, (heads[index]?.sequence ?? 0) + 1]));
  }
  const position = positionSchema.parse(JSON.parse(query.after));
  return new Map(query.shards.flatMap((shard) => (position[shard] === undefined ? [] : [[shard, position[shard]]])));
}

async function pageOf(store: LedgerStore, shard: ShardId, before: number, limit: number): Promise<readonly Entry[]> {
  return before > 1 ? store.entriesBefore({ shard, before, limit }) : [];
}

function newestFirst(left: Entry, right: Entry): number {
  return compareUtf8(placeOf(right), placeOf(left));
}

function placeOf({ recordedAt, shard, sequence }: Entry): string {
  return `${recordedAt} ${shard} ${padded(sequence, 12)}`;
}

function isWithin(entry: Entry, { asOf, knownAt }: EntryQuery): boolean {
  return (asOf === undefined || entry.effectiveAt <= asOf) && (knownAt === undefined || entry.recordedAt <= knownAt);
}
