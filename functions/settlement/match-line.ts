import { formatUnits, sumUnits } from '#kernel/money/units';
import type { DeskPayment } from '#settlement/payment-desk';
import type { StatementLine } from '#settlement/statement';

export type MatchGround = 'end-to-end-id' | 'batch' | 'amount-and-reference' | 'remittance';

/** A guess for a person to look at. */
export interface Proposal {
  readonly paymentId: string;
  /** 0 to 100; only comparable within one line. */
  readonly score: number;
  readonly reason: string;
}

/** What a line is about, before anything moves. */
export type Intention =
  /** Our payments left the account. */
  | { readonly kind: 'settle'; readonly by: MatchGround; readonly payments: readonly DeskPayment[] }
  /** A payment of ours came back. */
  | { readonly kind: 'take-back'; readonly by: MatchGround; readonly payment: DeskPayment }
  /** Both halves of a payment that was refused: they cancel each other in transit, and nobody's balance moves. */
  | { readonly kind: 'pass-through'; readonly by: MatchGround; readonly payment: DeskPayment }
  | { readonly kind: 'open'; readonly reason: string; readonly proposals: readonly Proposal[] };

/** What is known of payments around one line. */
export interface Candidates {
  readonly payment?: DeskPayment | undefined;
  /** The payments of the batch that the line names; empty when it names none of ours. */
  readonly batch: readonly DeskPayment[];
  /** Sent and not settled, of the same currency and amount. */
  readonly sameAmount: readonly DeskPayment[];
}

/** Names of a line that may be a batch of ours. */
export const batchNamesOf = (line: StatementLine): readonly string[] =>
  [line.paymentInformationId, line.messageId, line.endToEndId].filter((name) => name !== undefined);

const PROPOSALS_MAX = 5;

/**
 * Explains a line: by its end-to-end id, by a batch and its sum, by an amount with a reference in the text, and else not at all;
 * then it says why and whom it may concern. `evidence` is the line's own name: its own word, heard before, is no second one.
 */
export function matchLine(line: StatementLine, evidence: string, candidates: Candidates): Intention {
  const { payment, batch, sameAmount } = candidates;
  if (payment !== undefined) return byEndToEndId(line, evidence, payment);
  if (line.side === 'credit') return open('no payment, batch or remittance of ours is named', []);
  if (batch.length > 0) return byBatch(line, evidence, batch);
  const named = sameAmount.filter((candidate) => isNamed(candidate, line));
  const [only] = named;
  if (only !== undefined && named.length === 1) return { kind: 'settle', by: 'amount-and-reference', payments: [only] };
  const proposals = sameAmount.map((candidate) => proposalOf(candidate, line));
  const reason =
    named.length > 1 ? `${named.length} payments of this amount are named` : 'no payment or batch of ours is named';
  return open(reason, proposals);
}

function byEndToEndId(line: StatementLine, evidence: string, payment: DeskPayment): Intention {
  const { paymentId, state, units } = payment;
  if (units !== line.units) {
    const reason = `the amount differs from payment ${paymentId} by ${formatUnits(line.units - units)}`;
    return open(reason, [{ paymentId, score: 50, reason }]);
  }
  if (line.side === 'debit') {
    if (state === 'instructed' || payment.settledBy === evidence)
      return { kind: 'settle', by: 'end-to-end-id', payments: [payment] };
    if (state === 'rejected') return { kind: 'pass-through', by: 'end-to-end-id', payment };
    const reason =
      state === 'waiting'
        ? `payment ${paymentId} is not marked as sent yet`
        : `payment ${paymentId} is ${state} already, by ${payment.settledBy ?? 'another word'}`;
    return open(reason, [{ paymentId, score: state === 'waiting' ? 90 : 20, reason }]);
  }
  if (state === 'settled' || payment.returnedBy === evidence)
    return { kind: 'take-back', by: 'end-to-end-id', payment };
  // What a rail announced before, the statement now shows.
  if (state === 'rejected' || state === 'returned') return { kind: 'pass-through', by: 'end-to-end-id', payment };
  // The bank took it before it gave it back: a batch or a line that says so is still open, and goes first.
  const reason = `payment ${paymentId} was not seen leaving yet, and comes back once it was`;
  return open(reason, [{ paymentId, score: 20, reason }]);
}

function byBatch(line: StatementLine, evidence: string, batch: readonly DeskPayment[]): Intention {
  const [first] = batch;
  const name = first?.batchId ?? '';
  const payable = batch.filter(({ state, settledBy }) => state === 'instructed' || settledBy === evidence);
  const difference = line.units - sumUnits(payable.map(({ units }) => units));
  if (difference === 0n && payable.length > 0) return { kind: 'settle', by: 'batch', payments: payable };
  const waiting = batch.filter(({ state }) => state === 'waiting').length;
  const reason =
    waiting > 0
      ? `batch ${name} has ${waiting} payments that are not marked as sent yet`
      : `batch ${name} has ${payable.length} open payments, and the line differs from their sum by ${formatUnits(difference)}`;
  return open(
    reason,
    payable.slice(0, PROPOSALS_MAX).map(({ paymentId }) => ({ paymentId, score: 30, reason })),
  );
}

/** Whether the line's text or references carry the payment's end-to-end id, spaces and case aside. */
function isNamed({ endToEndId }: DeskPayment, line: StatementLine): boolean {
  const { text = '', bankReference = '', instructionId = '' } = line;
  return compact(`${text} ${bankReference} ${instructionId} ${line.endToEndId ?? ''}`).includes(compact(endToEndId));
}

function proposalOf(candidate: DeskPayment, line: StatementLine): Proposal {
  const { paymentId, name } = candidate;
  const counterparty = compact(line.counterparty?.name ?? '');
  const isSameName = counterparty !== '' && counterparty === compact(name);
  return isSameName
    ? { paymentId, score: 80, reason: 'the same amount and the same name' }
    : { paymentId, score: 40, reason: 'the same amount' };
}

function open(reason: string, proposals: readonly Proposal[]): Intention {
  const best = proposals.toSorted(
    (left, right) => right.score - left.score || (left.paymentId < right.paymentId ? -1 : 1),
  );
  return { kind: 'open', reason, proposals: best.slice(0, PROPOSALS_MAX) };
}

const compact = (text: string) => text.replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase();
