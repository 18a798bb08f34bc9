import { z } from 'zod';
import { assertThat } from '#kernel/errors';
import { formatUnits } from '#kernel/money/units';
import { contentHashOf } from '#ledger/content';
import { exchangeRecord, realisedRecord, storedExchange, storedRealised } from '#ledger/exchange-record';
import {
  type Actor,
  type Draw,
  drawKinds,
  type JournalTransaction,
  type StateChange,
  transactionKinds,
  transactionStates,
} from '#ledger/journal-transaction';
import { assertBalanced, movementsOf } from '#ledger/movement';
import {
  type LedgerRecord,
  storedAccount,
  storedCurrency,
  storedInstant,
  storedList,
  storedUnits,
} from '#ledger/stored-fields';

/** A header as stored, without its states. */
export function transactionRecord(transaction: Omit<JournalTransaction, 'states'>): LedgerRecord {
  const { postings, reservations = [] } = transaction;
  return defined({
    transaction_id: transaction.id,
    kind: transaction.kind,
    postings: JSON.stringify(postings.map((p) => [p.debit, p.credit, formatUnits(p.units), p.currency])),
    reservations: JSON.stringify(reservations.map(({ account, units }) => [account, formatUnits(units)])),
    effective_at: transaction.effectiveAt,
    recorded_at: transaction.recordedAt,
    source_type: transaction.source.type,
    source_id: transaction.source.id,
    correlation_id: transaction.correlationId,
    actor: transaction.actor.subject,
    actor_address: transaction.actor.address,
    reversal_of: transaction.reversalOf,
    supersedes: transaction.supersedes,
    note: transaction.note,
    expires_at: transaction.expiresAt,
    draws_on: drawText(transaction.drawsOn),
    exchange: transaction.exchange && JSON.stringify(exchangeRecord(transaction.exchange)),
    realised: transaction.realised && JSON.stringify(realisedRecord(transaction.realised)),
    content_hash: transaction.contentHash,
    parent_id: transaction.parentId,
    chunk_count: transaction.chunkCount,
  });
}

/** An appended state as stored. */
export function stateRecord(change: StateChange): LedgerRecord {
  return defined({
    ordinal: change.ordinal,
    state: change.state,
    actor: change.actor.subject,
    actor_address: change.actor.address,
    reason: change.reason,
    recorded_at: change.recordedAt,
    by: change.by,
    remaining: change.remaining === undefined ? undefined : formatUnits(change.remaining),
  });
}

function drawText(draw: Draw | undefined): string | undefined {
  return draw && JSON.stringify([draw.reservationId, draw.as, formatUnits(draw.remaining)]);
}

const storedDraw = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.tuple([z.string(), z.enum(drawKinds), storedUnits]))
  .transform(([reservationId, as, remaining]): Draw => ({ reservationId, as, remaining }));

const headerSchema = z.object({
  transaction_id: z.string(),
  kind: z.enum(transactionKinds),
  postings: storedList(z.tuple([storedAccount, storedAccount, storedUnits, storedCurrency])),
  reservations: storedList(z.tuple([storedAccount, storedUnits])),
  effective_at: storedInstant,
  recorded_at: storedInstant,
  source_type: z.string(),
  source_id: z.string(),
  correlation_id: z.string(),
  actor: z.string(),
  actor_address: z.string().optional(),
  reversal_of: z.string().optional(),
  supersedes: z.string().optional(),
  note: z.string().optional(),
  expires_at: storedInstant.optional(),
  draws_on: storedDraw.optional(),
  exchange: storedExchange.optional(),
  realised: storedRealised.optional(),
  content_hash: z.string(),
  parent_id: z.string().optional(),
  chunk_count: z.int().optional(),
});

const stateSchema = z.object({
  ordinal: z.int().positive(),
  state: z.enum(transactionStates),
  actor: z.string(),
  actor_address: z.string().optional(),
  reason: z.string().optional(),
  recorded_at: storedInstant,
  by: z.string().optional(),
  remaining: storedUnits.optional(),
});

/** Reads a stored state. */
export function stateFrom(record: unknown): StateChange {
  const read = stateSchema.parse(record);
  return {
    ordinal: read.ordinal,
    state: read.state,
    actor: actorFrom(read),
    recordedAt: read.recorded_at,
    ...(read.reason === undefined ? {} : { reason: read.reason }),
    ...(read.by === undefined ? {} : { by: read.by }),
    ...(read.remaining === undefined ? {} : { remaining: read.remaining }),
  };
}

/** Reads a stored header with its states; asserts that it balances and, where it has its postings, its content hash. */
export function transactionFrom(record: unknown, states: readonly StateChange[]): JournalTransaction {
  const read = headerSchema.parse(record);
  const reservations = read.reservations.map(([account, units]) => ({ account, units }));
  const transaction: JournalTransaction = {
    id: read.transaction_id,
    kind: read.kind,
    postings: read.postings.map(([debit, credit, units, currency]) => ({ debit, credit, units, currency })),
    ...(reservations.length === 0 ? {} : { reservations }),
    effectiveAt: read.effective_at,
    recordedAt: read.recorded_at,
    source: { type: read.source_type, id: read.source_id },
    correlationId: read.correlation_id,
    actor: actorFrom(read),
    ...(read.reversal_of === undefined ? {} : { reversalOf: read.reversal_of }),
    ...(read.supersedes === undefined ? {} : { supersedes: read.supersedes }),
    ...(read.note === undefined ? {} : { note: read.note }),
    ...(read.expires_at === undefined ? {} : { expiresAt: read.expires_at }),
    ...(read.draws_on === undefined ? {} : { drawsOn: read.draws_on }),
    ...(read.exchange === undefined ? {} : { exchange: read.exchange }),
    ...(read.realised === undefined ? {} : { realised: read.realised }),
    contentHash: read.content_hash,
    ...(read.parent_id === undefined ? {} : { parentId: read.parent_id }),
    ...(read.chunk_count === undefined ? {} : { chunkCount: read.chunk_count }),
    states,
  };
  return assertSound(transaction);
}

function assertSound(transaction: JournalTransaction): JournalTransaction {
  assertBalanced(movementsOf(transaction));
  assertThat(
    transaction.chunkCount !== undefined || transaction.contentHash === contentHashOf(transaction),
    `Transaction ${transaction.id} was altered after it was written`,
  );
  return transaction;
}

function actorFrom(read: { readonly actor: string; readonly actor_address?: string | undefined }): Actor {
  return { subject: read.actor, ...(read.actor_address === undefined ? {} : { address: read.actor_address }) };
}

function defined(record: Readonly<Record<string, string | number | undefined>>): LedgerRecord {
  const pairs = Object.entries(record).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(pairs);
}
