import { unreachable } from '#kernel/errors';
import type { Money } from '#kernel/money/units';
import type { PaymentWord } from '#settlement/payment-desk';
import type { Match } from '#settlement/settlement-record';
import type { StatementLine } from '#settlement/statement';
import type { SettlementAccess } from '#settlement/steps/settlement-access';

export type Explained = { readonly kind: 'explained' } | { readonly kind: 'refused'; readonly reason: string };

/** A line, its name, and what is said to explain it. */
export interface Explanation {
  readonly lineId: string;
  readonly line: StatementLine;
  readonly match: Match;
}

/**
 * Makes an explanation stand where it belongs: payments are settled or come back, a remittance is seen. Each refusal leaves the others of
 * the call as they are; saying the same again changes nothing. No money of the bank account moves here.
 */
export async function explainLines(
  explanations: readonly Explanation[],
  access: Pick<SettlementAccess, 'desk' | 'register' | 'remittances'>,
): Promise<readonly Explained[]> {
  const results = explanations.map((): Explained => ({ kind: 'explained' }));
  const refuse = (index: number, reason: string) => {
    results[index] = { kind: 'refused', reason };
  };
  await settleAll(explanations, access, refuse);
  for (const [index, explanation] of explanations.entries()) {
    const { match } = explanation;
    if (match.kind === 'account' || (match.kind === 'payments' && match.action === 'settle')) continue;
    const reason = await explainOne(explanation, access);
    if (reason !== undefined) refuse(index, reason);
  }
  return results;
}

/** Settles every payment of every line in one call to the desk. */
async function settleAll(
  explanations: readonly Explanation[],
  { desk }: Pick<SettlementAccess, 'desk'>,
  refuse: (index: number, reason: string) => void,
): Promise<void> {
  const words: PaymentWord[] = [];
  const lines: number[] = [];
  for (const [index, { lineId, line, match }] of explanations.entries()) {
    if (match.kind !== 'payments' || match.action !== 'settle') continue;
    for (const paymentId of match.paymentIds) {
      words.push({ paymentId, evidence: lineId, on: line.bookedOn });
      lines.push(index);
    }
  }
  if (words.length === 0) return;
  const outcomes = await desk.settle(words);
  for (const [place, outcome] of outcomes.entries())
    if (outcome.kind === 'refused') refuse(lines[place] ?? 0, `${words[place]?.paymentId}: ${outcome.reason}`);
}

async function explainOne(
  { lineId, line, match }: Explanation,
  access: Pick<SettlementAccess, 'desk' | 'register' | 'remittances'>,
): Promise<string | undefined> {
  const { desk, register } = access;
  const claim = async (what: string) => {
    const standing = await register.claimExplanation(what, lineId);
    return standing === lineId ? undefined : `${what} is explained by line ${standing} already`;
  };
  switch (match.kind) {
    case 'remittance':
      return claim(`remittance:${match.reportId}:${line.units}`);
    case 'account':
      return undefined;
    case 'payments': {
      const [paymentId = ''] = match.paymentIds;
      const taken = await claim(`${line.side === 'credit' ? 'in' : 'out'}:${paymentId}`);
      if (taken !== undefined || match.action !== 'take-back') return taken;
      const { returnReason: reason = 'unknown', text = '' } = line;
      const [outcome] = await desk.takeBack([{ paymentId, evidence: lineId, on: line.bookedOn, reason, text }]);
      return outcome?.kind === 'refused' ? outcome.reason : undefined;
    }
    default:
      return unreachable(match);
  }
}

const REPORT_ID = /\br_[0-9a-f]{8,64}\b/g;

/** The report whose remittance a credit names with exactly its amount. */
export async function remittanceNamedBy(
  line: StatementLine,
  amount: Money,
  { remittances }: Pick<SettlementAccess, 'remittances'>,
): Promise<string | undefined> {
  if (line.side !== 'credit') return undefined;
  const texts = `${line.text ?? ''} ${line.endToEndId ?? ''} ${line.bankReference ?? ''}`;
  const named = [...new Set(texts.match(REPORT_ID) ?? [])].slice(0, 10);
  if (named.length === 0) return undefined;
  const received = await remittances.received(named);
  return named.find((reportId) =>
    (received.get(reportId) ?? []).some(
      ({ units, currency }) => units === amount.units && currency === amount.currency,
    ),
  );
}
