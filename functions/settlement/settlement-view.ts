import type { z } from 'zod';
import { type Problem, problem } from '#kernel/api/problem';
import { formatUnits } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { bankStatementDocument, unmatchedLineDocument } from '#settlement/api';
import type { HandRefusal } from '#settlement/hand-refusal';
import { openLineAccount } from '#settlement/settlement-postings';
import type { Match, OpenLine, StoredStatement } from '#settlement/settlement-record';
import type { BookedBalance, BookingTotals } from '#settlement/statement';

/** A bank statement as the API shows it. */
export function bankStatementBody(statement: StoredStatement): z.input<typeof bankStatementDocument> {
  const { statementKey, check, opening, closing, credits, debits } = statement;
  const { account, currency, format, lines, state, dropId } = statement;
  return {
    bank_statement_id: statementKey,
    statement_id: statement.statementId,
    account,
    currency,
    format,
    sequence: statement.sequence ?? null,
    opening: balanceBody(opening),
    closing: balanceBody(closing),
    credits: totalsBody(credits),
    debits: totalsBody(debits),
    lines,
    matched: statement.matched ?? null,
    open: statement.open ?? null,
    not_booked: statement.notBooked,
    state,
    drop_id: dropId,
    received_at: statement.receivedAt,
    settled_at: statement.settledAt ?? null,
    check:
      check === undefined
        ? null
        : {
            closing: formatUnits(check.closing),
            ledger: formatUnits(check.ledger),
            difference: formatUnits(check.difference),
            in_transit: formatUnits(check.inTransit),
            checked_at: check.checkedAt,
          },
  };
}

/** An open line as the API shows it, with its age in days at `now`. */
export function unmatchedLineBody(open: OpenLine, now: Instant): z.input<typeof unmatchedLineDocument> {
  const { lineId, statementKey, account, currency, line, reason, proposals, state, match, authority } = open;
  const { side, bookedOn } = line;
  return {
    line_id: lineId,
    bank_statement_id: statementKey,
    account,
    currency,
    side,
    amount: formatUnits(line.units),
    booked_on: bookedOn,
    age_days: Math.max(0, Math.floor((Date.parse(now) - Date.parse(`${bookedOn}T00:00:00Z`)) / 86_400_000)),
    held_on: openLineAccount({ account, currency }, { lineId, side }),
    reason,
    proposals: proposals.map(({ paymentId, ...rest }) => ({ payment_id: paymentId, ...rest })),
    state,
    end_to_end_id: line.endToEndId ?? null,
    bank_reference: line.bankReference ?? null,
    return_reason: line.returnReason ?? null,
    counterparty: line.counterparty?.name ?? null,
    text: line.text ?? null,
    match: match === undefined ? null : { kind: match.kind, names: namesOf(match) },
    matched_by: authority?.subject ?? null,
  };
}

/** Why a person's word about a line was not taken, as the API says it. */
export function handProblem(lineId: string, refusal: HandRefusal): Problem {
  switch (refusal.kind) {
    case 'not-found':
      return problem(404, 'line-not-found', `No line ${lineId}; GET /v1/settlement/unmatched lists them`);
    case 'not-open':
      return problem(409, 'line-not-open', `Line ${lineId} is ${refusal.line.state}; an open one can be explained`);
    case 'stale':
      return problem(409, 'line-changed', `Line ${lineId} was changed at the same time; read it again`);
    case 'same-person':
      return problem(403, 'same-person', `Whoever explained line ${lineId} cannot approve it; another person can`);
    case 'wrong':
      return problem(422, 'no-explanation', `Line ${lineId} stays open: ${refusal.reason}`);
  }
}

const balanceBody = ({ units, on }: BookedBalance) => ({ amount: formatUnits(units), on });
const totalsBody = ({ count, units }: BookingTotals) => ({ count, amount: formatUnits(units) });

function namesOf(match: Match): string[] {
  if (match.kind === 'payments') return [...match.paymentIds];
  return [match.kind === 'remittance' ? match.reportId : match.account];
}
