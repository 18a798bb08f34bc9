import type { ProblemItem } from '#kernel/api/problem';
import { parseUnits } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import { parseAccount } from '#ledger/account';
import { isWrittenByItsProcess, MANUAL_SOURCE } from '#ledger/by-hand';
import type { Actor, Posting, TransactionDraft } from '#ledger/journal-transaction';

/** A manual transaction as a person writes it. */
export interface ManualTransaction {
  readonly postings: readonly {
    readonly debit: string;
    readonly credit: string;
    readonly amount: string;
    readonly currency: string;
  }[];
  readonly effectiveAt: Instant;
  readonly note: string;
  readonly supersedes?: string;
}

export type ManualReading =
  | { readonly kind: 'draft'; readonly draft: TransactionDraft }
  | { readonly kind: 'wrong'; readonly errors: readonly ProblemItem[] };

/** Reads what a person wrote into a draft, or says what is wrong with each posting. */
export function readManualTransaction(
  written: ManualTransaction,
  by: { readonly id: string; readonly actor: Actor; readonly correlationId: string },
): ManualReading {
  const errors: ProblemItem[] = [];
  const postings = written.postings.flatMap((posting, index): Posting[] => {
    const read = readPosting(posting, `/postings/${index}`);
    if (Array.isArray(read)) {
      errors.push(...read);
      return [];
    }
    return [read];
  });
  if (errors.length > 0) return { kind: 'wrong', errors };
  const { effectiveAt, note, supersedes } = written;
  const draft: TransactionDraft = {
    ...by,
    kind: 'manual',
    postings,
    effectiveAt,
    source: { type: MANUAL_SOURCE, id: by.id },
    note,
    ...(supersedes === undefined ? {} : { supersedes }),
  };
  return { kind: 'draft', draft };
}

function readPosting(written: ManualTransaction['postings'][number], pointer: string): Posting | ProblemItem[] {
  const errors: ProblemItem[] = [];
  const wrong = (field: string, detail: string) => errors.push({ in: 'body', pointer: `${pointer}/${field}`, detail });
  const debit = parseAccount(written.debit);
  const credit = parseAccount(written.credit);
  const units = parseUnits(written.amount);
  const known = 'is not in the chart of accounts; one such as "payable:holder:H1:USD" is';
  if (debit === undefined) wrong('debit', `"${written.debit}" ${known}`);
  if (credit === undefined) wrong('credit', `"${written.credit}" ${known}`);
  if (units === undefined) wrong('amount', `"${written.amount}" has more than 10 decimals`);
  if (units !== undefined && units <= 0n)
    wrong('amount', `"${written.amount}" must be above zero; swap the sides instead`);
  for (const [field, account] of [['debit', debit] as const, ['credit', credit] as const]) {
    if (account !== undefined && account.currency !== written.currency) {
      wrong(field, `"${account.id}" holds ${account.currency}, not ${written.currency}; a posting has one currency`);
    }
    if (account !== undefined && isWrittenByItsProcess(account.id)) {
      const right = `one such as "suspense:manual:${account.currency}" takes what waits to be explained`;
      wrong(field, `"${account.id}" is written by its own process alone (R30); ${right}`);
    }
  }
  if (debit !== undefined && debit.id === credit?.id) wrong('credit', 'must be another account than the debit side');
  if (debit === undefined || credit === undefined || units === undefined || errors.length > 0) return errors;
  return { debit: debit.id, credit: credit.id, units, currency: debit.currency };
}
