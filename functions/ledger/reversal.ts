import type { JournalTransaction, TransactionDraft, TransactionState } from '#ledger/journal-transaction';
import type { ReversalRequest } from '#ledger/ports';

/** The one id under which a transaction can be reversed, so that it is reversed once. */
export function reversalIdOf(id: string): string {
  return `${id}~reversal`;
}

/**
 * The mirror image of a transaction, naming it (R27). `original` carries all its postings, chunked or not. What it drew on a
 * reservation is not reserved again: money that comes back is available.
 */
export function reversalDraft(original: TransactionDraft, request: ReversalRequest): TransactionDraft {
  return {
    id: reversalIdOf(original.id),
    kind: 'reversal',
    postings: original.postings.map(({ debit, credit, ...rest }) => ({ ...rest, debit: credit, credit: debit })),
    effectiveAt: request.effectiveAt,
    source: original.source,
    correlationId: request.correlationId,
    actor: request.actor,
    reversalOf: original.id,
    note: request.note,
  };
}

/** Where a transaction stands: the state appended last. */
export function stateOf(transaction: Pick<JournalTransaction, 'states'>): TransactionState {
  return transaction.states.at(-1)?.state ?? 'pending';
}

/** Why nothing is ever posted under the transaction's id, or `undefined` when it was not precluded. */
export function preclusionOf(transaction: JournalTransaction): string | undefined {
  const { id, states } = transaction;
  if (stateOf(transaction) !== 'precluded') return undefined;
  return `${id} is precluded and will never be posted: ${states.at(-1)?.reason}`;
}

/** Why what was prepared is never posted, or `undefined` when nobody rejected it. */
export function rejectionOf({ id, states }: Pick<JournalTransaction, 'id' | 'states'>): string | undefined {
  const last = states.at(-1);
  if (states[0]?.state !== 'prepared' || last?.state !== 'rejected') return undefined;
  return `${id} was rejected by ${last.actor.subject}: ${last.reason}; prepare another`;
}

/** Why the transaction cannot be reversed, or `undefined` when it can. */
export function reversalObstacle(transaction: JournalTransaction): string | undefined {
  const { id } = transaction;
  if (transaction.parentId !== undefined) return `${id} is a part of ${transaction.parentId}; reverse the whole`;
  if (transaction.kind === 'reservation') return `${id} is a reservation or the end of one; it moved nothing`;
  if (transaction.kind === 'reversal') return `${id} is itself a reversal; post the transaction anew instead`;
  const state = stateOf(transaction);
  return state === 'posted' ? undefined : `${id} is ${state}; only a posted transaction can be reversed`;
}

/** Why no new version may name the transaction as superseded, or `undefined`: a correction reverses first (R27). */
export function supersessionObstacle(transaction: JournalTransaction): string | undefined {
  const state = stateOf(transaction);
  return state === 'reversed'
    ? undefined
    : `${transaction.id} is ${state}; only a reversed transaction can be superseded`;
}
