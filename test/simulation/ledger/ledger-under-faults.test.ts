import { describe, expect, it } from 'vitest';
import { formatUnits } from '#kernel/money/units';
import type { TransactionDraft } from '#ledger/journal-transaction';
import type { PostOutcome } from '#ledger/ports';
import { createLedger } from '#ledger/steps/create-ledger';
import { createLedgerAccess } from '#ledger/steps/ledger-access';
import { faultsOf } from '#test/support/ledger/audit';
import { aClock, aDraft, anAccount, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { seededRandom } from '#test/support/ledger/faulty-client';
import { FaultyStore, ProcessDied } from '#test/support/ledger/faulty-store';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';

const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 2000);
const HOLDERS = ['H1', 'H2', 'H3'];
const CLEARING = 'clearing:report:r:USD';

/** What one client wants of the ledger; a wish is repeated until it has its answer, as a state machine would. */
type Wish = { readonly draft: TransactionDraft; readonly how: 'post' | 'chunks' | 'reverse' };

describe('the ledger under faults, by seed', () => {
  it(`keeps its laws over ${SEEDS} seeds`, async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const broken = await simulate(seed);
      expect({ seed, broken }).toEqual({ seed, broken: [] });
    }
  });
});

/** One run: several clients at once, a store that conflicts, throttles, loses answers and kills processes. */
async function simulate(seed: number): Promise<readonly string[]> {
  const random = seededRandom(seed);
  const inner = new InMemoryLedgerStore();
  const clock = aClock();
  const pause = { beforeAttempt: async () => turn(random, clock) };
  const store = new FaultyStore(inner, random, () => turn(random, clock));
  const ledger = createLedger(createLedgerAccess({ store, clock, pause }));
  const wishes = wishesOf(random);
  const answers = new Map<string, Set<string>>();

  await Promise.all(
    wishes.map(async (wish) => {
      for (;;) {
        try {
          const outcome = await fulfil(wish);
          const known = answers.get(wish.draft.id) ?? new Set();
          answers.set(wish.draft.id, known.add(outcome.kind));
          return;
        } catch (error) {
          if (!(error instanceof ProcessDied)) throw error;
        }
      }
    }),
  );

  function fulfil({ draft, how }: Wish): Promise<PostOutcome> {
    if (how === 'post') return ledger.post(draft);
    if (how === 'chunks') return ledger.postInChunks(draft);
    return ledger.reverse({ ...draft, note: 'simulated' });
  }
  return [...(await faultsOf(inner)), ...(await contradictions(inner, wishes, answers))];
}

async function turn(random: () => number, clock: ReturnType<typeof aClock>): Promise<void> {
  if (random() < 0.3) clock.advance(Math.floor(random() * 4000) - 1000);
  for (let skipped = Math.floor(random() * 3); skipped > 0; skipped -= 1) await Promise.resolve();
}

function wishesOf(random: () => number): readonly Wish[] {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const wishes: Wish[] = [];
  for (let index = 0; index < 4 + Math.floor(random() * 5); index += 1) {
    const payable = `payable:holder:${pick(HOLDERS)}:USD`;
    const amount = formatUnits(BigInt(1 + Math.floor(random() * 10 ** 6)));
    const effectiveAt = new Date(Date.parse(MAY_1) - Math.floor(random() * 10 ** 9)).toISOString() as typeof MAY_1;
    const isPayout = random() < 0.3;
    const posting = isPayout
      ? aPosting(payable, 'suspense:x:USD', amount)
      : aPosting('suspense:x:USD', payable, amount);
    const draft = aDraft(`t${index}`, [posting], { kind: isPayout ? 'payout' : 'remittance', effectiveAt });
    for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1) wishes.push({ draft, how: 'post' });
    if (random() < 0.2) wishes.push({ draft, how: 'reverse' });
  }
  const parts = HOLDERS.map((holder) => aPosting(CLEARING, `payable:holder:${holder}:USD`, '1'));
  const received = aDraft('received', [aPosting('suspense:x:USD', CLEARING, '3')]);
  const distribution = aDraft('distribution', parts, { kind: 'distribution' });
  for (const times of [1, 2]) {
    if (random() < times * 0.4) wishes.push({ draft: received, how: 'post' }, { draft: distribution, how: 'chunks' });
  }
  return wishes;
}

/** What was answered against what stands: `posted` at most once, and nothing posted that was refused for good. */
async function contradictions(
  store: InMemoryLedgerStore,
  wishes: readonly Wish[],
  answers: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { draft, how } of wishes) {
    const kinds = answers.get(draft.id) ?? new Set();
    const stands = (await store.transaction(draft.id)) !== undefined;
    const wasPosted = kinds.has('posted') || kinds.has('already-posted');
    if (how === 'post' && wasPosted && !stands) found.push(`${draft.id} was answered as posted and is not there`);
    if (kinds.has('conflict')) found.push(`${draft.id} conflicts with itself`);
  }
  const negative = HOLDERS.map((holder) => anAccount(`payable:holder:${holder}:USD`));
  for (const account of negative) {
    const reversed = store.transactionIds().some((id) => id.endsWith('~reversal'));
    const [head] = await store.newestEntries([account as never]);
    if (!reversed && head !== undefined && head.posted < 0n) found.push(`${account} fell below its bound`);
  }
  return found;
}
