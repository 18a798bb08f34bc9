import { powerOfTen } from '#kernel/money/power-of-ten';
import { LEDGER_SCALE } from '#kernel/money/units';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { jitteredPause } from '#ledger/adapters/jittered-pause';
import { contentHashOf } from '#ledger/content';
import { type Entry, faultOf } from '#ledger/entry';
import type { TransactionDraft } from '#ledger/journal-transaction';
import type { LedgerItem } from '#ledger/ledger-item';
import { movementShards, planEntries } from '#ledger/posting-plan';
import { shardOf } from '#ledger/shard';
import { createLedger } from '#ledger/steps/create-ledger';
import { createLedgerAccess } from '#ledger/steps/ledger-access';
import { startBenchEngine } from '#test/bench/bench-ledger';
import type { BenchResult } from '#test/bench/bench-result';
import { percentile, timed } from '#test/bench/bench-result';
import { aClock, aDraft, anAccount, aPosting, MAY_1 } from '#test/support/ledger/builders';

const MUTATIONS = [10, 200_000];
const READS = 3000;
const SOURCE = 'suspense:bench:USD';
const WRITE = 96;
const WRITES_AT_ONCE = 4;
/** Runs of so many entries are checked, from so many places of a history. */
const RUN = 100;
const SAMPLES = 50;
const ONE = powerOfTen(LEDGER_SCALE);

/** Balance reads of two accounts with histories of very different length. */
export async function run(): Promise<BenchResult[]> {
  await using engine = await startBenchEngine();
  const store = new DynamoDbLedgerStore(engine.client, engine.table);
  const ledger = createLedger(createLedgerAccess({ store, clock: aClock(), pause: jitteredPause }));
  for (const count of MUTATIONS) {
    await fill(store, count);
    await assertTrueHistory(store, count);
  }

  const samples = new Map<number, number[]>(MUTATIONS.map((count) => [count, []]));
  for (let index = 0; index < READS + 200; index += 1) {
    for (const count of MUTATIONS) {
      const milliseconds = await timed(() => ledger.balance(anAccount(accountOf(count))));
      if (index >= 200) samples.get(count)?.push(milliseconds);
    }
  }
  return MUTATIONS.flatMap((count) =>
    [0.5, 0.99].map((share): BenchResult => {
      const value = percentile(samples.get(count) ?? [], share);
      const short = percentile(samples.get(MUTATIONS[0] ?? 0) ?? [], share);
      return {
        name: `balance with ${count} mutations, p${share * 100}`,
        unit: 'ms',
        value,
        ...(count === MUTATIONS[0] ? {} : { goal: short * 1.25, floor: short }),
        note: `one read at a time over HTTP, the two accounts in turn, ${READS} reads each; floor is the short history, the goal that within 25 % of noise`,
      };
    }),
  );
}

function accountOf(count: number): string {
  return `payable:holder:M${count}:USD`;
}

/**
 * Writes an account's history straight through the store: the entries that posting plans, one on the other, without their
 * headers. The whole chain is known beforehand, so several writes are under way at once.
 */
async function fill(store: DynamoDbLedgerStore, count: number): Promise<void> {
  let head: Entry | undefined;
  const under = new Set<Promise<void>>();
  for (let written = 0; written < count; written += WRITE) {
    const items: LedgerItem[] = [];
    for (let index = written; index < Math.min(count, written + WRITE); index += 1) {
      const planned = entryItems(aDraft(`m${count}-${index}`, [aPosting(SOURCE, accountOf(count), '1')]), head);
      for (const item of planned) if (item.kind === 'entry') head = item.entry;
      items.push(...planned);
    }
    const write = insert(store, items).then(() => void under.delete(write));
    under.add(write);
    if (under.size === WRITES_AT_ONCE) await Promise.race(under);
  }
  await Promise.all(under);
}

function entryItems(draft: TransactionDraft, head: Entry | undefined): readonly LedgerItem[] {
  const stands = movementShards(draft).filter(({ movement }) => movement.account !== SOURCE);
  const plan = planEntries({
    draft,
    contentHash: contentHashOf(draft),
    stands: stands.map((stand) => ({ ...stand, head })),
    completedParents: new Set(),
    recordedAt: MAY_1,
  });
  if (plan.kind !== 'planned') throw new Error(`The history could not be planned: ${plan.kind}`);
  return plan.items;
}

async function insert(store: DynamoDbLedgerStore, items: readonly LedgerItem[]): Promise<void> {
  const outcome = await store.append(items);
  if (outcome.kind !== 'appended') throw new Error(`The history could not be written: ${outcome.kind}`);
}

/** Throws unless the account stands at its count and runs of entries from all over its history chain without a fault. */
async function assertTrueHistory(store: DynamoDbLedgerStore, count: number): Promise<void> {
  const shard = shardOf(anAccount(accountOf(count)), '');
  const [newest] = await store.newestEntries([shard]);
  if (newest?.posted !== ONE * BigInt(count)) throw new Error(`${shard} stands at ${newest?.posted}, not at ${count}`);
  for (let sample = 1; sample <= SAMPLES; sample += 1) {
    const last = Math.ceil((count * sample) / SAMPLES);
    const run = (await store.entriesBefore({ shard, before: last + 1, limit: RUN })).toReversed();
    const faults = run.flatMap((entry, index) => {
      const isFirst = index === 0 && entry.sequence > 1;
      return isFirst ? [] : (faultOf(entry, run[index - 1]) ?? []);
    });
    if (run.length !== Math.min(RUN, last)) faults.push(`${run.length} entries up to ${last}, not ${RUN}`);
    if (faults.length > 0) throw new Error(`The history of ${shard} is no true one: ${faults.slice(0, 3).join('; ')}`);
  }
}
