import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import {
  type AccountId,
  bankAccount,
  holdingAccount,
  ownBankAccount,
  suspenseAccount,
  unexplainedAccount,
} from '#ledger/account';
import type { Actor, Posting, TransactionDraft } from '#ledger/journal-transaction';
import type { BankDay } from '#settlement/bank-day';
import type { Side } from '#settlement/statement';
import type { BankAccountKey } from '#settlement/statement-name';

export const SETTLEMENT: Actor = { subject: 'settlement' };

/** Lines without an explanation that one journal transaction carries; each has an account of its own. */
export const OPEN_LINES_MAX = 40;

/** A line's part of the postings. */
export interface PostedLine {
  readonly lineId: string;
  readonly side: Side;
  readonly units: Units;
}

/** Where the money of a line without an explanation stands: held when it came, unexplained when it went. */
export function openLineAccount(
  { account, currency }: BankAccountKey,
  { lineId, side }: Omit<PostedLine, 'units'>,
): AccountId {
  return side === 'credit'
    ? holdingAccount({ reason: 'unmatched', path: [account, lineId], currency })
    : unexplainedAccount({ path: ['bank', account, lineId], currency });
}

export interface StatementPosting extends BankAccountKey {
  readonly statementKey: string;
  readonly on: BankDay;
}

/** What the first statement of an account opens with, until a person explains it. */
export function openingDraft(of: StatementPosting, units: Units): TransactionDraft | undefined {
  const { account, currency } = of;
  const other = suspenseAccount({ path: ['bank-opening', account], currency });
  const postings = moved(of, { units: units < 0n ? -units : units, side: units < 0n ? 'debit' : 'credit' }, other);
  return postings.length === 0 ? undefined : draftOf(of, 'opening', postings);
}

/** What was explained, in and out of transit: two postings for a whole statement. */
export function matchedDraft(of: StatementPosting, sums: Readonly<Record<Side, Units>>): TransactionDraft | undefined {
  const transit = bankAccount(of.currency);
  const sides: readonly Side[] = ['credit', 'debit'];
  const postings = sides.flatMap((side) => moved(of, { units: sums[side], side }, transit));
  return postings.length === 0 ? undefined : draftOf(of, 'matched', postings);
}

/** What was not explained, up to `OPEN_LINES_MAX` lines; `first` is the ordinal of the first of them, and names the transaction. */
export function openDraft(
  of: StatementPosting,
  first: number,
  lines: readonly PostedLine[],
): TransactionDraft | undefined {
  const postings = lines.flatMap((line) => moved(of, line, openLineAccount(of, line)));
  return postings.length === 0 ? undefined : draftOf(of, `open-${first}`, postings);
}

/** A line's explanation that came later: from where it was held to where it belongs. */
export function explanationDraft(
  of: StatementPosting,
  explained: PostedLine & { readonly to: AccountId; readonly actor: Actor },
): TransactionDraft {
  const { lineId, side, units, to, actor } = explained;
  const held = openLineAccount(of, { lineId, side });
  const { currency } = of;
  const posting =
    side === 'credit' ? { debit: held, credit: to, units, currency } : { debit: to, credit: held, units, currency };
  return { ...draftOf(of, `match-${lineId}`, [posting]), actor };
}

/** A credit fills the bank's account, a debit empties it; what is zero moves nothing. */
function moved(
  { account, currency }: BankAccountKey,
  { units, side }: Pick<PostedLine, 'units' | 'side'>,
  other: AccountId,
): readonly Posting[] {
  const bank = ownBankAccount({ account, currency });
  if (units === 0n) return [];
  return [
    side === 'credit'
      ? { debit: bank, credit: other, units, currency }
      : { debit: other, credit: bank, units, currency },
  ];
}

function draftOf(of: StatementPosting, part: string, postings: readonly Posting[]): TransactionDraft {
  const { statementKey, on } = of;
  return {
    id: `settlement.${statementKey}.${part}`,
    kind: 'settlement',
    postings,
    // A day without a time is its beginning (R4).
    effectiveAt: `${on}T00:00:00.000Z` as Instant,
    source: { type: 'bank-statement', id: statementKey },
    correlationId: statementKey,
    actor: SETTLEMENT,
  };
}
