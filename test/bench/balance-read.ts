import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { jitteredPause } from '#ledger/adapters/jittered-pause';
import { contentHashOf } from '#ledger/content';
import type { Entry } from '#ledger/entry';
import type { LedgerItem } from '#ledger/ledger-item';
import { movementShards, planEntries } from '#ledger/posting-plan';
import { createLedger } from '#ledger/steps/create-ledger';
import { createLedgerAccess } from '#ledger/steps/ledger-access';
import { startBenchEngine } from '#test/bench/bench-ledger';
import type { BenchResult } from '#test/bench/bench-result';
import { percentile, timed } from '#test/bench/bench-result';
import { aClock, aDraft, anAccount, aPosting, MAY_1 } from '#test/support/ledger/builders';

const MUTATIONS = [10, 200_000];
const READS = 2000;
const WRITE = 96;

/** Balance reads of two accounts with histories of very different length. */
export async function run(): Promise<BenchResult[]> {
  await using engine = await startBenchEngine();
  const store = new DynamoDbLedgerStore(engine.client, engine.table);
  const ledger = createLedger(createLedgerAccess({ store, clock: aClock(), pause: jitteredPause }));
  for (const count of MUTATIONS) await fill(store, count);

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

/** Writes an account's history straight through the store: the same entries as posting makes, without their headers. */
async function fill(store: DynamoDbLedgerStore, count: number): Promise<void> {
  let head: Entry | undefined;
  for (let written = 0; written < count; written += WRITE) {
    const items: LedgerItem[] = [];
    for (let index = written; index < Math.min(count, written + WRITE); index += 1) {
      const draft = aDraft(`m${count}-${index}`, [aPosting('suspense:bench:USD', accountOf(count), '1')]);
      const stands = movementShards(draft)
        .filter(({ movement }) => movement.account === accountOf(count))
        .map((stand) => ({ ...stand, head }));
      const plan = planEntries({
        draft,
        contentHash: contentHashOf(draft),
        stands,
        completedParents: new Set(),
        recordedAt: MAY_1,
      });
      if (plan.kind !== 'planned') throw new Error(`The history could not be planned: ${plan.kind}`);
      for (const item of plan.items) if (item.kind === 'entry') head = item.entry;
      items.push(...plan.items);
    }
    const outcome = await store.append(items);
    if (outcome.kind !== 'appended') throw new Error(`The history could not be written: ${outcome.kind}`);
  }
}
