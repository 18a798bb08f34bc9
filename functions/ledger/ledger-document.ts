import { formatUnits, type Units } from '#kernel/money/units';
import { accountOf } from '#ledger/account';
import { chunkIdOf } from '#ledger/chunk-plan';
import { type Entry, isClawback } from '#ledger/entry';
import { exchangeRecord } from '#ledger/exchange-record';
import type { Draw, ExchangeDetail, JournalTransaction } from '#ledger/journal-transaction';
import { amountOf } from '#ledger/movement';
import { standingOf } from '#ledger/reservation';
import { stateOf } from '#ledger/reversal';
import type { TransactionBody } from '#ledger/transaction-body';

type AmountName = 'posted' | 'reserved' | 'available';

/** The amounts of a balance as they travel: decimal strings of 10 fraction digits. */
export function amountsDocument(balance: Readonly<Record<AmountName, Units>>): Record<AmountName, string> {
  return {
    posted: formatUnits(balance.posted),
    reserved: formatUnits(balance.reserved),
    available: formatUnits(balance.available),
  };
}

/** An entry as a mutation of its account's balance, or of its shard's where the account is sharded. */
export function mutationDocument(entry: Entry) {
  return {
    entry_id: `${entry.shard}/${entry.sequence}`,
    account: entry.account,
    amount: formatUnits(amountOf(entry)),
    currency: accountOf(entry.account).currency,
    balance_after: formatUnits(entry.posted),
    clawback: isClawback(entry),
    kind: entry.kind,
    source: entry.source,
    effective_at: entry.effectiveAt,
    recorded_at: entry.recordedAt,
    transaction_id: entry.parentId ?? entry.transactionId,
  };
}

/** A journal transaction as it travels. */
export function transactionDocument(transaction: JournalTransaction): TransactionBody {
  const { states } = transaction;
  const byOf = (name: 'reversed' | 'superseded') => states.find(({ state }) => state === name)?.by ?? null;
  return {
    transaction_id: transaction.id,
    kind: transaction.kind,
    state: stateOf(transaction),
    postings: transaction.postings.map(({ units, ...posting }) => ({ ...posting, amount: formatUnits(units) })),
    effective_at: transaction.effectiveAt,
    recorded_at: transaction.recordedAt,
    source: transaction.source,
    correlation_id: transaction.correlationId,
    reversal_of: transaction.reversalOf ?? null,
    reversed_by: byOf('reversed'),
    supersedes: transaction.supersedes ?? null,
    superseded_by: byOf('superseded'),
    parent_id: transaction.parentId ?? null,
    chunk_count: transaction.chunkCount ?? null,
    chunk_ids: Array.from({ length: transaction.chunkCount ?? 0 }, (_, index) => chunkIdOf(transaction.id, index + 1)),
    reservation: reservationDocument(transaction),
    draws_on: transaction.drawsOn === undefined ? null : drawDocument(transaction.drawsOn),
    exchange: transaction.exchange === undefined ? null : exchangeDocument(transaction.exchange),
    note: transaction.note ?? null,
    content_hash: transaction.contentHash,
    timeline: states.map(({ state, recordedAt, actor, reason, by, remaining }) => ({
      state,
      at: recordedAt,
      actor: actor.subject,
      reason: reason ?? null,
      by: by ?? null,
      remaining: remaining === undefined ? null : formatUnits(remaining),
    })),
  };
}

function reservationDocument(transaction: JournalTransaction): TransactionBody['reservation'] {
  const standing = standingOf(transaction);
  if (standing === undefined) return null;
  const { account, units, remaining } = standing;
  return {
    account,
    currency: accountOf(account).currency,
    amount: formatUnits(units),
    remaining: formatUnits(remaining),
    expires_at: transaction.expiresAt ?? null,
  };
}

function exchangeDocument(exchange: ExchangeDetail): TransactionBody['exchange'] {
  return { functional_amount: null, ...exchangeRecord(exchange) };
}

function drawDocument({ reservationId, as, remaining }: Draw): TransactionBody['draws_on'] {
  return { reservation_id: reservationId, as, remaining: formatUnits(remaining) };
}
