import { unreachable } from '#kernel/errors';
import { type AccountId, bankAccount } from '#ledger/account';
import { requirePosted } from '#ledger/require-posted';
import { explanationDraft, SETTLEMENT } from '#settlement/settlement-postings';
import type { Match, MatchAuthority, OpenLine } from '#settlement/settlement-record';
import { explainLines } from '#settlement/steps/explain-line';
import type { SettlementAccess } from '#settlement/steps/settlement-access';

export type ResolveOutcome =
  | { readonly kind: 'matched'; readonly line: OpenLine }
  /** Whoever knows the payment or the report does not take it; the line is open as before, with the reason. */
  | { readonly kind: 'refused'; readonly line: OpenLine; readonly reason: string }
  | { readonly kind: 'stale' };

/**
 * Explains an open line: fixes the explanation, makes it stand, moves the money out of holding, marks the line. A line that was left in the
 * midst of it is finished by the same call.
 */
export async function resolveLine(
  line: OpenLine,
  explanation: { readonly match: Match; readonly authority: MatchAuthority },
  access: SettlementAccess,
): Promise<ResolveOutcome> {
  const resolving: OpenLine = { ...line, ...explanation, state: 'resolving', revision: line.revision + 1 };
  if ((await access.register.saveOpenLine(resolving)) === 'stale') return { kind: 'stale' };
  return finishLine(resolving, access);
}

/** Carries out the explanation of a line in state `resolving`. */
export async function finishLine(line: OpenLine, access: SettlementAccess): Promise<ResolveOutcome> {
  const { lineId, match, authority, account, currency, statementKey } = line;
  if (match === undefined) return { kind: 'stale' };
  const [explained] = await explainLines([{ lineId, line: line.line, match }], access);
  if (explained?.kind === 'refused') {
    const { match: _refused, authority: _by, ...rest } = line;
    const open: OpenLine = { ...rest, state: 'open', reason: explained.reason, revision: line.revision + 1 };
    const saved = await access.register.saveOpenLine(open);
    return saved === 'stale' ? { kind: 'stale' } : { kind: 'refused', line: open, reason: explained.reason };
  }
  const { units, side, bookedOn } = line.line;
  if (units !== 0n) {
    const of = { account, currency, statementKey, on: bookedOn };
    const actor = authority === undefined ? SETTLEMENT : { subject: authority.subject };
    const draft = explanationDraft(of, { lineId, side, units, to: accountOf(match, line), actor });
    requirePosted(draft.id, await access.ledger.post(draft));
  }
  const matched: OpenLine = { ...line, state: 'matched', matchedAt: access.clock.now(), revision: line.revision + 1 };
  const saved = await access.register.saveOpenLine(matched);
  return saved === 'stale' ? { kind: 'stale' } : { kind: 'matched', line: matched };
}

/** Payments and remittances are in our books by their own postings already, and wait in transit for the bank. */
function accountOf(match: Match, { currency }: OpenLine): AccountId {
  switch (match.kind) {
    case 'account':
      return match.account;
    case 'payments':
    case 'remittance':
      return bankAccount(currency);
    default:
      return unreachable(match);
  }
}
