import { formatUnits, sumUnits } from '#kernel/money/units';
import { accountOf, parseAccount } from '#ledger/account';
import type { HandRefusal } from '#settlement/hand-refusal';
import type { Match, MatchAuthority, OpenLine } from '#settlement/settlement-record';
import { type ResolveOutcome, resolveLine } from '#settlement/steps/resolve-line';
import type { SettlementAccess } from '#settlement/steps/settlement-access';

/** What a person says explains a line; exactly one of the three. */
export interface HandMatch {
  readonly lineId: string;
  readonly endToEndIds?: readonly string[];
  readonly reportId?: string;
  readonly account?: string;
  readonly note?: string;
  readonly subject: string;
}

export type HandOutcome =
  | Extract<ResolveOutcome, { kind: 'matched' }>
  | { readonly kind: 'awaiting-approval'; readonly line: OpenLine }
  | HandRefusal;

/** Accounts that a person may explain a line by alone; a holder's balance needs a second one. */
const ALONE: ReadonlySet<string> = new Set(['fees', 'revenue', 'commission', 'tax', 'suspense']);

/** Explains an open line by payments, a report's remittance, or an account of ours. */
export async function matchByHand(request: HandMatch, access: SettlementAccess): Promise<HandOutcome> {
  const line = await access.register.findOpenLine(request.lineId);
  if (line === undefined) return { kind: 'not-found' };
  if (line.state !== 'open') return { kind: 'not-open', line };
  const match = await matchSaid(request, line, access);
  if (typeof match === 'string') return { kind: 'wrong', reason: match };
  const authority: MatchAuthority = {
    subject: request.subject,
    ...(request.note !== undefined && { note: request.note }),
  };
  if (match.kind === 'account' && !ALONE.has(accountOf(match.account).kind.kind)) {
    const waiting: OpenLine = { ...line, match, authority, state: 'awaiting-approval', revision: line.revision + 1 };
    const saved = await access.register.saveOpenLine(waiting);
    return saved === 'stale' ? { kind: 'stale' } : { kind: 'awaiting-approval', line: waiting };
  }
  return said(await resolveLine(line, { match, authority }, access));
}

/** A second person lets money of a line move to a holder; the first one's word is what is carried out. */
export async function approveMatch(
  { lineId, subject }: { readonly lineId: string; readonly subject: string },
  access: SettlementAccess,
): Promise<Exclude<HandOutcome, { kind: 'awaiting-approval' }>> {
  const line = await access.register.findOpenLine(lineId);
  if (line === undefined) return { kind: 'not-found' };
  const { match, authority, state } = line;
  if (state !== 'awaiting-approval' || match === undefined || authority === undefined)
    return { kind: 'not-open', line };
  if (authority.subject === subject) return { kind: 'same-person' };
  return said(await resolveLine(line, { match, authority: { ...authority, approvedBy: subject } }, access));
}

const said = (outcome: ResolveOutcome): Extract<ResolveOutcome, { kind: 'matched' }> | HandRefusal =>
  outcome.kind === 'refused' ? { kind: 'wrong', reason: outcome.reason } : outcome;

/** The match that a person means, or why it cannot be one. */
async function matchSaid(request: HandMatch, line: OpenLine, access: SettlementAccess): Promise<Match | string> {
  const { endToEndIds, reportId, account } = request;
  if (endToEndIds !== undefined) return paymentsSaid(endToEndIds, line, access);
  if (reportId !== undefined) {
    if (line.line.side !== 'credit') return 'a remittance is money that came in, and this line is a debit';
    const received = (await access.remittances.received([reportId])).get(reportId) ?? [];
    const isSame = received.some(({ units, currency }) => units === line.line.units && currency === line.currency);
    if (isSame) return { kind: 'remittance', reportId };
    return `report ${reportId} has no remittance of ${formatUnits(line.line.units)} ${line.currency}`;
  }
  return accountSaid(account ?? '', line);
}

async function paymentsSaid(
  endToEndIds: readonly string[],
  line: OpenLine,
  { desk }: SettlementAccess,
): Promise<Match | string> {
  const unique = [...new Set(endToEndIds)];
  const known = await desk.findByReference(unique);
  const unknown = unique.filter((id) => !known.has(id));
  if (unknown.length > 0) return `no payment of ours is ${unknown.join(', ')}`;
  const payments = unique.flatMap((id) => known.get(id) ?? []);
  const foreign = payments.find(({ currency }) => currency !== line.currency);
  if (foreign !== undefined)
    return `payment ${foreign.paymentId} is in ${foreign.currency}, the line in ${line.currency}`;
  const difference = line.line.units - sumUnits(payments.map(({ units }) => units));
  if (difference !== 0n) return `the line differs from these payments by ${formatUnits(difference)} ${line.currency}`;
  const isCredit = line.line.side === 'credit';
  if (isCredit && payments.length !== 1) return 'a credit brings back one payment';
  const paymentIds = payments.map(({ paymentId }) => paymentId);
  return { kind: 'payments', action: isCredit ? 'take-back' : 'settle', by: 'person', paymentIds };
}

function accountSaid(text: string, { currency }: OpenLine): Match | string {
  const account = parseAccount(text);
  if (account === undefined) return `${text} is not in the chart of accounts`;
  if (account.currency !== currency) return `${text} is in ${account.currency}, the line in ${currency}`;
  const { kind } = account.kind;
  if (ALONE.has(kind) || kind === 'payable') return { kind: 'account', account: account.id };
  return `a person explains no line by ${kind}; its own process posts there`;
}
