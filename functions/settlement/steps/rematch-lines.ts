import type { OpenLine } from '#settlement/settlement-record';
import { considerLines, matchOf } from '#settlement/steps/decide-lines';
import { candidateFinder } from '#settlement/steps/find-candidates';
import { finishLine, resolveLine } from '#settlement/steps/resolve-line';
import type { SettlementAccess } from '#settlement/steps/settlement-access';

const LINES_AT_ONCE = 200;
const AUTHORITY = { subject: 'settlement', note: 'matched again' } as const;

/**
 * Looks at every open line again: a payment may have been marked as sent meanwhile, a remittance may have been said. Lines that were left
 * in the midst of an explanation are finished first.
 */
export async function rematchLines(
  access: SettlementAccess,
): Promise<{ readonly open: number; readonly matched: number }> {
  let matched = 0;
  let open = 0;
  let after: string | undefined;
  do {
    const page = await access.register.listOpenLines({ limit: LINES_AT_ONCE, after });
    for (const line of page.items)
      if (line.state === 'resolving') matched += (await finishLine(line, access)).kind === 'matched' ? 1 : 0;
    const waiting = page.items.filter(({ state }) => state === 'open');
    const explained = await explainAgain(waiting, access);
    matched += explained;
    open += waiting.length - explained;
    after = page.nextAfter;
  } while (after !== undefined);
  return { open, matched };
}

async function explainAgain(lines: readonly OpenLine[], access: SettlementAccess): Promise<number> {
  let matched = 0;
  for (const ofStatement of Map.groupBy(lines, ({ statementKey }) => statementKey).values()) {
    const [first] = ofStatement;
    if (first === undefined) continue;
    const finder = candidateFinder(access, first.currency);
    const considered = await considerLines(
      first,
      ofStatement.map(({ line }) => line),
      { access, finder },
    );
    for (const [index, one] of considered.entries()) {
      const line = ofStatement[index];
      const match = matchOf(one);
      if (line === undefined || match === undefined) continue;
      const { ground: _ground, ...standing } = match;
      const outcome = await resolveLine(line, { match: standing, authority: AUTHORITY }, access);
      if (standing.kind === 'payments') finder.forget(standing.paymentIds);
      if (outcome.kind === 'matched') matched += 1;
    }
  }
  return matched;
}
