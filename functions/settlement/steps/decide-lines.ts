import { type Intention, type MatchGround, matchLine } from '#settlement/match-line';
import { type LineDecision, NAMES_MAX, type SettledLine } from '#settlement/settled-line';
import type { Match } from '#settlement/settlement-record';
import type { StatementLine } from '#settlement/statement';
import { type BankAccountKey, lineIdOf } from '#settlement/statement-name';
import { type Explanation, explainLines, remittanceNamedBy } from '#settlement/steps/explain-line';
import { candidateFinder } from '#settlement/steps/find-candidates';
import type { SettlementAccess } from '#settlement/steps/settlement-access';

const LINES_AT_ONCE = 500;

/** A line with what it seems to be about. */
export interface Considered {
  readonly lineId: string;
  readonly line: StatementLine;
  readonly intention: Intention | { readonly kind: 'remittance'; readonly by: 'remittance'; readonly reportId: string };
}

/**
 * Decides every line of a statement in the order of the file: what can be explained is made to stand at once, so that the decision only
 * records what happened; the rest is open with its reason.
 */
export async function* decideLines(
  statement: BankAccountKey & { readonly statementKey: string },
  lines: AsyncIterable<readonly StatementLine[]>,
  access: SettlementAccess,
): AsyncGenerator<readonly SettledLine[]> {
  const finder = candidateFinder(access, statement.currency);
  for await (const group of regrouped(lines, LINES_AT_ONCE)) {
    const considered = await considerLines(statement, group, { access, finder });
    yield await carryOut(considered, { access, finder });
  }
}

type Tools = { readonly access: SettlementAccess; readonly finder: ReturnType<typeof candidateFinder> };

/** What lines seem to be about, before anything moves. */
export async function considerLines(
  { statementKey, currency }: BankAccountKey & { readonly statementKey: string },
  lines: readonly StatementLine[],
  { access, finder }: Tools,
): Promise<readonly Considered[]> {
  const candidates = await finder.find(lines);
  const considered: Considered[] = [];
  for (const [index, line] of lines.entries()) {
    const lineId = lineIdOf(statementKey, line.ordinal);
    const known = candidates[index] ?? { batch: [], sameAmount: [] };
    const intention = matchLine(line, lineId, known);
    const reportId =
      intention.kind === 'open' ? await remittanceNamedBy(line, { units: line.units, currency }, access) : undefined;
    considered.push({
      lineId,
      line,
      intention: reportId === undefined ? intention : { kind: 'remittance', by: 'remittance', reportId },
    });
  }
  return considered;
}

/** The explanation that an intention comes to; `undefined` when it has none. */
export function matchOf({ intention }: Considered): (Match & { readonly ground: MatchGround }) | undefined {
  switch (intention.kind) {
    case 'open':
      return undefined;
    case 'remittance':
      return { kind: 'remittance', reportId: intention.reportId, ground: 'remittance' };
    case 'settle': {
      const paymentIds = intention.payments.map(({ paymentId }) => paymentId);
      return { kind: 'payments', action: 'settle', by: intention.by, paymentIds, ground: intention.by };
    }
    default: {
      const paymentIds = [intention.payment.paymentId];
      return { kind: 'payments', action: intention.kind, by: intention.by, paymentIds, ground: intention.by };
    }
  }
}

async function carryOut(considered: readonly Considered[], { access, finder }: Tools): Promise<readonly SettledLine[]> {
  const explanations: Explanation[] = [];
  const places: number[] = [];
  for (const [index, one] of considered.entries()) {
    const match = matchOf(one);
    if (match === undefined) continue;
    explanations.push({ lineId: one.lineId, line: one.line, match });
    places.push(index);
    if (match.kind === 'payments') finder.forget(match.paymentIds);
  }
  const outcomes = await explainLines(explanations, access);
  const decisions = new Map<number, LineDecision>();
  for (const [place, outcome] of outcomes.entries()) {
    const index = places[place] ?? 0;
    const one = considered[index];
    const match = one === undefined ? undefined : matchOf(one);
    if (match === undefined) continue;
    const names = match.kind === 'payments' ? match.paymentIds : match.kind === 'remittance' ? [match.reportId] : [];
    decisions.set(
      index,
      outcome.kind === 'explained'
        ? { kind: 'matched', by: match.ground, names: names.slice(0, NAMES_MAX) }
        : { kind: 'open', reason: outcome.reason, proposals: [] },
    );
  }
  return considered.map(({ lineId, line, intention }, index) => {
    const decided = decisions.get(index);
    if (decided !== undefined) return { lineId, line, decision: decided };
    const { reason, proposals } = intention.kind === 'open' ? intention : { reason: 'not explained', proposals: [] };
    return { lineId, line, decision: { kind: 'open', reason, proposals } };
  });
}

async function* regrouped<Item>(groups: AsyncIterable<readonly Item[]>, size: number): AsyncGenerator<readonly Item[]> {
  let held: Item[] = [];
  for await (const group of groups) {
    held.push(...group);
    while (held.length >= size) {
      yield held.slice(0, size);
      held = held.slice(size);
    }
  }
  if (held.length > 0) yield held;
}
