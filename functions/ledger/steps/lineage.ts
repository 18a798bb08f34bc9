import { assertThat } from '#kernel/errors';
import type { Instant } from '#kernel/time/clock';
import type { Entry } from '#ledger/entry';
import type { Actor, Draw, StateChange, TransactionDraft, TransactionState } from '#ledger/journal-transaction';
import type { LedgerItem } from '#ledger/ledger-item';
import { drawObstacle, stateAfter } from '#ledger/reservation';
import { reversalIdOf, reversalObstacle, supersessionObstacle } from '#ledger/reversal';
import type { LedgerStore } from '#ledger/store';

interface StateStamp {
  readonly actor: Actor;
  readonly recordedAt: Instant;
  readonly by: string;
}

/** What naming another transaction entails: a state appended to that one, so that lineage reads both ways (R27). */
export type Lineage =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'allowed'; states(stamp: StateStamp): readonly LedgerItem[] };

/**
 * Checks the transaction that the draft reverses, supersedes or draws on, the last as of `now`. The state to append carries the next ordinal, so of two
 * rivals the second finds its key taken and looks again.
 */
export async function lineageOf(store: LedgerStore, draft: TransactionDraft, now: Instant): Promise<Lineage> {
  const { reversalOf, supersedes, drawsOn } = draft;
  if (drawsOn !== undefined) return drawnReservation(store, { draft, drawsOn, now });
  if (reversalOf === undefined && supersedes === undefined) return { kind: 'allowed', states: () => [] };
  assertThat(
    reversalOf === undefined || (draft.kind === 'reversal' && draft.id === reversalIdOf(reversalOf)),
    `${draft.id} reverses ${reversalOf}; its kind is reversal and its id ${reversalIdOf(String(reversalOf))}`,
  );
  assertThat(reversalOf === undefined || supersedes === undefined, `${draft.id} both reverses and supersedes`);
  const named = String(reversalOf ?? supersedes);
  const transaction = await store.transaction(named);
  if (transaction === undefined)
    return { kind: 'refused', reason: `${draft.id} names ${named}, which was never posted` };
  const reason = reversalOf === undefined ? supersessionObstacle(transaction) : reversalObstacle(transaction);
  if (reason !== undefined) return { kind: 'refused', reason };
  const state: TransactionState = reversalOf === undefined ? 'superseded' : 'reversed';
  const ordinal = transaction.states.length + 1;
  return { kind: 'allowed', states: (stamp) => [stateItem(named, { ordinal, state, ...stamp })] };
}

async function drawnReservation(
  store: LedgerStore,
  { draft, drawsOn, now }: { readonly draft: TransactionDraft; readonly drawsOn: Draw; readonly now: Instant },
): Promise<Lineage> {
  assertThat(
    draft.reversalOf === undefined && draft.supersedes === undefined,
    `${draft.id} draws on a reservation and corrects another transaction at once`,
  );
  const reservation = await store.transaction(drawsOn.reservationId);
  if (reservation === undefined)
    return { kind: 'refused', reason: `${draft.id} draws on ${drawsOn.reservationId}, which was never reserved` };
  const reason = drawObstacle(reservation, { draft, drawsOn, now });
  if (reason !== undefined) return { kind: 'refused', reason };
  const ordinal = reservation.states.length + 1;
  const state = stateAfter(reservation, drawsOn);
  const said = draft.note === undefined ? {} : { reason: draft.note };
  const { remaining } = drawsOn;
  return {
    kind: 'allowed',
    states: (stamp) => [stateItem(reservation.id, { ordinal, state, remaining, ...said, ...stamp })],
  };
}

function stateItem(transactionId: string, change: StateChange): LedgerItem {
  return { kind: 'state', transactionId, change };
}

/** Parents open on the heads that have completed by `knownAt` (default: by now); `except` is known to be open (R30). */
export async function completedAmong(
  store: Pick<LedgerStore, 'states'>,
  heads: readonly (Entry | undefined)[],
  except?: string,
  knownAt?: Instant,
): Promise<ReadonlySet<string>> {
  const open = new Set(heads.flatMap((head) => head?.openParents ?? []).map(({ id }) => id));
  if (except !== undefined) open.delete(except);
  const found = await Promise.all(
    [...open].map(async (id) => {
      const completedAt = await completionOf(store, id);
      return completedAt !== undefined && (knownAt === undefined || completedAt <= knownAt) ? [id] : [];
    }),
  );
  return new Set(found.flat());
}

/**
 * When parents completed, as each store has said before: what has completed stays so, and thousands of accounts of one distribution ask
 * for the same one.
 */
const COMPLETIONS = new WeakMap<Pick<LedgerStore, 'states'>, Map<string, Instant>>();
const COMPLETIONS_MAX = 10_000;

async function completionOf(store: Pick<LedgerStore, 'states'>, id: string): Promise<Instant | undefined> {
  const known = COMPLETIONS.get(store) ?? new Map<string, Instant>();
  const standing = known.get(id);
  if (standing !== undefined) return standing;
  const completedAt = (await store.states(id)).find(({ state }) => state === 'posted')?.recordedAt;
  if (completedAt === undefined) return undefined;
  if (known.size === COMPLETIONS_MAX) known.clear();
  COMPLETIONS.set(store, known.set(id, completedAt));
  return completedAt;
}
