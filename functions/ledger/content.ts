import type { Json } from '#kernel/canonical-json';
import { digestOf } from '#kernel/digest';
import { assertThat } from '#kernel/errors';
import { formatUnits } from '#kernel/money/units';
import { parseInstant } from '#kernel/time/clock';
import { accountOf } from '#ledger/account';
import { exchangeRecord, realisedRecord } from '#ledger/exchange-record';
import type { JournalTransaction, TransactionDraft } from '#ledger/journal-transaction';
import { normalisedPostings } from '#ledger/movement';

const ID = /^[A-Za-z0-9][A-Za-z0-9_.~-]{0,199}$/;

/** What a transaction records (R28). Who posted it and in which request are not content: a retry is the same posting. */
export function contentOf(draft: TransactionDraft): { readonly [field: string]: Json | undefined } {
  return {
    kind: draft.kind,
    postings: normalisedPostings(draft.postings).map(({ debit, credit, units }) => [debit, credit, formatUnits(units)]),
    reservations: (draft.reservations ?? []).map(({ account, units }) => [account, formatUnits(units)]),
    effective_at: draft.effectiveAt,
    source: { type: draft.source.type, id: draft.source.id },
    reversal_of: draft.reversalOf,
    supersedes: draft.supersedes,
    note: draft.note,
    expires_at: draft.expiresAt,
    draws_on: draft.drawsOn && [draft.drawsOn.reservationId, draft.drawsOn.as, formatUnits(draft.drawsOn.remaining)],
    exchange: draft.exchange && exchangeRecord(draft.exchange),
    realised: draft.realised && realisedRecord(draft.realised),
  };
}

/** SHA-256 over the transaction's id and content (R28); every entry of the transaction chains over it. */
export function contentHashOf(draft: TransactionDraft): string {
  return digestOf({ id: draft.id, content: contentOf(draft) });
}

/** Names the first thing in which the two differ, with both values; for a message, not for a decision. */
export function differenceBetween(stored: JournalTransaction, draft: TransactionDraft): string {
  const before = contentOf(stored);
  const now = contentOf(draft);
  for (const field of Object.keys(now)) {
    if (field === 'postings' && stored.chunkCount !== undefined) continue;
    const [left, right] = [JSON.stringify(before[field]), JSON.stringify(now[field])];
    if (left !== right) return `${field} is ${left} in the ledger, ${right} now`;
  }
  return 'postings differ';
}

/** Asserts that a draft is well formed: known accounts, one currency per posting, amounts above zero (R26). */
export function assertWellFormed(draft: TransactionDraft): void {
  const { id, postings, reservations = [] } = draft;
  assertThat(ID.test(id), `${JSON.stringify(id)} is no transaction id; 1 to 200 of A–Z a–z 0–9 _ . ~ - would be`);
  const texts = [draft.source.type, draft.source.id, draft.correlationId, draft.actor.subject, draft.note ?? ''];
  const isWhole = texts.every((text) => text.isWellFormed());
  assertThat(isWhole, `${id} has a text that ends in half a character; it would be another once stored`);
  assertThat(postings.length + reservations.length > 0, `${id} records nothing; it needs at least one posting`);
  assertThat(parseInstant(draft.effectiveAt) === draft.effectiveAt, `${id}: ${draft.effectiveAt} is no instant`);
  for (const { debit, credit, units, currency } of postings) {
    assertThat(units > 0n, `${id} moves ${units} units from ${debit} to ${credit}; a posting moves more than zero`);
    assertThat(debit !== credit, `${id} moves money from ${debit} to itself`);
    for (const account of [debit, credit]) {
      assertThat(accountOf(account).currency === currency, `${id} posts ${currency} to ${account}; one currency each`);
    }
  }
  for (const { account, units } of reservations) {
    assertThat(units !== 0n, `${id} reserves nothing on ${account}`);
    assertThat(accountOf(account).kind.shards === 1, `${id} reserves on ${account}; a sharded account has no bound`);
  }
  assertReservations(draft);
}

/** An account's reserve is the sum of its standing reservations: nothing is reserved or released but in the name of one. */
function assertReservations({ id, kind, postings, reservations = [], expiresAt, drawsOn }: TransactionDraft): void {
  const isReserving = kind === 'reservation' && drawsOn === undefined;
  assertThat(expiresAt === undefined || isReserving, `${id} expires; only a reservation does`);
  if (isReserving) {
    const [only, ...others] = reservations;
    const isOne = postings.length === 0 && others.length === 0 && only !== undefined && only.units > 0n;
    assertThat(isOne, `${id} is a reservation; it sets aside one amount above zero on one account and moves nothing`);
    return;
  }
  const isBalanced = reservations.length === 0 || (reservations.length === 1 && (reservations[0]?.units ?? 0n) < 0n);
  assertThat(isBalanced && (drawsOn !== undefined) === (reservations.length === 1), `${id} releases without a draw`);
}
