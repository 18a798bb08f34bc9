import { describe, expect, it } from 'vitest';
import { formatUnits } from '#kernel/money/units';
import { isStanding, standingOf } from '#ledger/reservation';
import { createLedger } from '#ledger/steps/create-ledger';
import { expireReservations } from '#ledger/steps/expire-reservations';
import { createLedgerAccess } from '#ledger/steps/ledger-access';
import { faultsOf, historyOf } from '#test/support/ledger/audit';
import { aClock, aDraft, aPosting } from '#test/support/ledger/builders';
import { seededRandom } from '#test/support/ledger/faulty-client';
import { FaultyStore, ProcessDied } from '#test/support/ledger/faulty-store';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { aPayout, aReservation, BY, H1 } from '#test/support/ledger/reservations';
import { units } from '#test/support/money';

const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 1000);
const DAY = 86_400_000;
const ENDS = ['voided', 'rejected', 'failed'] as const;

describe('reservations under faults, by seed', () => {
  it(`keep their laws over ${SEEDS} seeds`, async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const broken = await simulate(seed);
      expect({ seed, broken }).toEqual({ seed, broken: [] });
    }
  }, 120_000);
});

/** One run: whoever reserves, posts, gives back, instructs and expires does so at once, on a store that fails. */
async function simulate(seed: number): Promise<readonly string[]> {
  const random = seededRandom(seed);
  const inner = new InMemoryLedgerStore();
  const clock = aClock();
  const turn = async () => {
    if (random() < 0.1) clock.advance(Math.floor(random() * DAY));
    for (let skipped = Math.floor(random() * 3); skipped > 0; skipped -= 1) await Promise.resolve();
  };
  const store = new FaultyStore(inner, random, turn);
  const access = createLedgerAccess({ store, clock, pause: { beforeAttempt: turn } });
  const ledger = createLedger(access);
  await createLedger({ ...access, store: inner }).post(aDraft('in', [aPosting('bank:USD', H1, '10')]));
  const until = async (work: () => Promise<unknown>) => {
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        const died = error instanceof ProcessDied || (error instanceof AggregateError && error.errors.every(isDeath));
        if (!died) throw error;
      }
    }
  };

  const amount = (most: number) => formatUnits(BigInt(1 + Math.floor(random() * most)) * 10n ** 10n);
  const work: (() => Promise<unknown>)[] = [];
  for (let index = 0; index < 4; index += 1) {
    const id = `r${index}`;
    const expiresAt = new Date(Date.parse(clock.now()) + Math.floor(random() * 6 * DAY) + 1).toISOString();
    const reservation = aReservation(id, amount(5), { expiresAt: expiresAt as never });
    work.push(() => ledger.reserve(reservation));
    for (let times = Math.floor(random() * 3); times > 0; times -= 1) {
      const payout = aPayout(`p${index}-${times}`, amount(4));
      const rest = random() < 0.5 ? 'keep' : 'release';
      const post = () => ledger.postReserved(payout, { reservationId: id, rest });
      work.push(post, ...(random() < 0.3 ? [post] : []));
    }
    const as = ENDS[Math.floor(random() * ENDS.length)] ?? 'voided';
    if (random() < 0.4) work.push(() => ledger.endReservation(id, { as, ...BY }));
    if (random() < 0.4) work.push(() => ledger.instruct(id, BY));
  }
  for (let times = 2; times > 0; times -= 1) work.push(() => expireReservations(access, inner));
  await Promise.all(
    work.map(async (one) => {
      for (let waits = Math.floor(random() * 30); waits > 0; waits -= 1) await turn();
      await until(one);
    }),
  );
  clock.advance(30 * DAY);
  await until(() => expireReservations(access, inner));
  return [...(await faultsOf(inner)), ...(await brokenLaws(inner))];
}

function isDeath(error: unknown): boolean {
  return error instanceof ProcessDied;
}

async function brokenLaws(store: InMemoryLedgerStore): Promise<readonly string[]> {
  const found: string[] = [];
  const history = await historyOf(store, H1 as never);
  for (const { posted, reserved, sequence } of history)
    if (reserved < 0n || posted < reserved) found.push(`entry ${sequence} has ${reserved} reserved of ${posted}`);
  let remaining = 0n;
  let paid = 0n;
  for (const id of store.transactionIds()) {
    const transaction = await store.transaction(id);
    if (transaction?.kind === 'payout') paid += transaction.postings[0]?.units ?? 0n;
    const standing = transaction && standingOf(transaction);
    if (transaction === undefined || standing === undefined) continue;
    remaining += standing.remaining;
    if (isStanding(standing.state) !== standing.remaining > 0n) found.push(`${id} is ${standing.state} and holds`);
    if (standing.state === 'reserved') found.push(`${id} stands after its time`);
    const states = transaction.states.map(({ state }) => state);
    const ended = states.findIndex((state) => !isStanding(state));
    if (ended >= 0 && ended !== states.length - 1) found.push(`${id} moved on after its end: ${states.join()}`);
    if (/instructed.*(voided|rejected|expired)/.test(states.join()))
      found.push(`${id} was taken back: ${states.join()}`);
  }
  const last = history.at(-1);
  if (last?.reserved !== remaining) found.push(`${last?.reserved} is reserved, the reservations hold ${remaining}`);
  if (last?.posted !== units('10') - paid) found.push(`${last?.posted} stands after ${paid} was paid`);
  return found;
}
