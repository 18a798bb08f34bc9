import { type FileIssue, issueLog } from '#kernel/csv/file-issue';
import { UnreadableFile } from '#kernel/csv/unreadable-file';
import { formatUnits } from '#kernel/money/units';
import type { Clock } from '#kernel/time/clock';
import { readRailAnswers } from '#settlement/answers/read-rail-answers';
import { type BankDay, parseBankDay } from '#settlement/bank-day';
import type { DeskPayment, PaymentDesk, Refusal } from '#settlement/payment-desk';
import type { SettlementBell } from '#settlement/ports';
import type { RailAnswer, RailAnswers } from '#settlement/rail-answer';
import type { OpenBytes } from '#settlement/reading/bank-text';

export interface RailAnswerPorts {
  readonly clock: Clock;
  readonly desk: PaymentDesk;
  readonly bell: SettlementBell;
}

export type RailImportOutcome =
  | { readonly kind: 'refused'; readonly errors: readonly FileIssue[]; readonly errorCount: number }
  | { readonly kind: 'imported'; readonly counts: RailImportCounts; readonly warnings: readonly FileIssue[] };

export type RailImportCounts = {
  readonly created: number;
  readonly unchanged: number;
  readonly accepted: number;
  readonly pending: number;
  readonly rejected: number;
  readonly returned: number;
  readonly corrections: number;
  readonly unknown: number;
};

const ISSUES_MAX = 100;

/** An answer with the payment that it is about. */
interface Addressed {
  readonly answer: RailAnswer;
  readonly payment: DeskPayment;
}

/**
 * Carries out what a rail answered: refused payments go back to their holders, by the answer's own word, so that the same file twice changes
 * nothing. An answer that contradicts its payment refuses the file whole; payments that are not ours are warned of.
 */
export async function importRailAnswers(open: OpenBytes, ports: RailAnswerPorts): Promise<RailImportOutcome> {
  const errors = issueLog(ISSUES_MAX);
  let file: RailAnswers;
  try {
    file = await readRailAnswers(open);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { kind: 'refused', errors: [error.issue], errorCount: 1 };
  }
  const warnings = issueLog(ISSUES_MAX);
  const { addressed, unknown } = await addressedOf(file, ports.desk);
  for (const answer of unknown)
    warnings.add({
      code: 'unknown_payment',
      message: `No payment or batch of ours is ${nameOf(answer)}.`,
      line: answer.sourceLine,
    });
  for (const { answer, payment } of addressed) {
    const { amount } = answer;
    if (amount === undefined || (amount.units === payment.units && amount.currency === payment.currency)) continue;
    const message = `The answer to payment ${payment.paymentId} is about ${formatUnits(amount.units)} ${amount.currency}; the payment is ${formatUnits(payment.units)} ${payment.currency}.`;
    errors.add({ code: 'other_amount', message, line: answer.sourceLine });
  }
  if (errors.count > 0) return { kind: 'refused', errors: errors.issues, errorCount: errors.count };

  const refused = addressed.filter(({ answer: { kind } }) => kind === 'rejected' || kind === 'returned');
  const changed = await refuseAll(file, refused, { ports, warnings });
  for (const { answer, payment } of addressed)
    if (answer.kind === 'correction') await ringCorrection(answer, payment, { ports, warnings });
  const count = (kind: RailAnswer['kind']) => addressed.filter(({ answer }) => answer.kind === kind).length;
  return {
    kind: 'imported',
    warnings: warnings.issues,
    counts: {
      created: changed,
      unchanged: addressed.length - changed,
      accepted: count('accepted'),
      pending: count('pending'),
      rejected: count('rejected'),
      returned: count('returned'),
      corrections: count('correction'),
      unknown: unknown.length,
    },
  };
}

/** A payment's own answer goes before its batch's, and a batch's before its file's. */
async function addressedOf(
  { answers }: RailAnswers,
  desk: PaymentDesk,
): Promise<{ readonly addressed: readonly Addressed[]; readonly unknown: readonly RailAnswer[] }> {
  const single = answers.filter(({ scope }) => scope === 'payment');
  const known = await desk.findByReference([...new Set(single.map(({ endToEndId = '' }) => endToEndId))]);
  const addressed = new Map<string, Addressed>();
  const unknown: RailAnswer[] = [];
  for (const answer of single) {
    const payment = known.get(answer.endToEndId ?? '');
    if (payment === undefined) unknown.push(answer);
    else addressed.set(payment.paymentId, { answer, payment });
  }
  for (const scope of ['batch', 'file'] as const)
    for (const answer of answers.filter((candidate) => candidate.scope === scope)) {
      const name = scope === 'batch' ? answer.paymentInformationId : answer.messageId;
      const batch = name === undefined ? [] : await desk.findBatch(name);
      if (batch.length === 0) unknown.push(answer);
      for (const payment of batch)
        if (!addressed.has(payment.paymentId)) addressed.set(payment.paymentId, { answer, payment });
    }
  return { addressed: [...addressed.values()], unknown };
}

type Tools = { readonly ports: RailAnswerPorts; readonly warnings: ReturnType<typeof issueLog> };

/** How many payments changed; what the desk does not take is warned of and stays as it is. */
async function refuseAll(
  file: RailAnswers,
  refused: readonly Addressed[],
  { ports, warnings }: Tools,
): Promise<number> {
  let changed = 0;
  for (const kind of ['rejected', 'returned'] as const) {
    const group = refused.filter(({ answer }) => answer.kind === kind);
    if (group.length === 0) continue;
    const words = group.map(({ answer, payment }) => refusalOf(file, answer, payment, ports.clock));
    const outcomes = await (kind === 'rejected' ? ports.desk.reject(words) : ports.desk.takeBack(words));
    for (const [index, outcome] of outcomes.entries()) {
      const one = group[index];
      if (one === undefined) continue;
      if (outcome.kind === 'refused')
        warnings.add({
          code: 'not_taken',
          message: `${one.payment.paymentId}: ${outcome.reason}`,
          line: one.answer.sourceLine,
        });
      else if (one.payment.state !== 'rejected' && one.payment.state !== 'returned') changed += 1;
    }
  }
  return changed;
}

function refusalOf({ format, answerId }: RailAnswers, answer: RailAnswer, payment: DeskPayment, clock: Clock): Refusal {
  const today = parseBankDay(clock.now().slice(0, 10));
  const { reason = 'unknown', text = '', on = today ?? ('1970-01-01' as BankDay) } = answer;
  return { paymentId: payment.paymentId, evidence: `${format}:${answerId}`, on, reason, text };
}

async function ringCorrection(
  answer: RailAnswer,
  { paymentId }: DeskPayment,
  { ports, warnings }: Tools,
): Promise<void> {
  const { reason = 'unknown', corrected = '' } = answer;
  await ports.bell.ring({ type: 'Destination Correction', paymentId, reason });
  warnings.add({
    code: 'destination_correction',
    message: `The bank of payment ${paymentId} corrects its account (${reason}); change the holder's destination before the next run.`,
    line: answer.sourceLine,
    value: corrected,
  });
}

const nameOf = ({ endToEndId, traceNumber, paymentInformationId, messageId }: RailAnswer): string =>
  JSON.stringify(endToEndId ?? traceNumber ?? paymentInformationId ?? messageId ?? '');
