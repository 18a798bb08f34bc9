import type { TransactionDraft } from '#ledger/journal-transaction';
import { requirePosted } from '#ledger/require-posted';
import type { SettledLine } from '#settlement/settled-line';
import {
  matchedDraft,
  OPEN_LINES_MAX,
  openDraft,
  openingDraft,
  type StatementPosting,
} from '#settlement/settlement-postings';
import type { OpenLine, StoredStatement } from '#settlement/settlement-record';
import type { Side, StatementLine } from '#settlement/statement';
import { checkStatement } from '#settlement/steps/check-settlement';
import { decideLines } from '#settlement/steps/decide-lines';
import type { SettlementAccess } from '#settlement/steps/settlement-access';

/**
 * Settles a claimed statement: its lines are decided and kept once, then posted, line by line of what was kept. Every part is safe
 * to repeat, so a crash between any two of them is mended by doing it again; the first decisions stand.
 */
export async function settleStatement(
  statement: StoredStatement,
  lines: () => AsyncIterable<readonly StatementLine[]>,
  access: SettlementAccess,
): Promise<StoredStatement> {
  const { statementKey } = statement;
  if (!(await access.archive.has(statementKey)))
    await access.archive.write(statementKey, decideLines(statement, lines(), access));
  const counts = await postLines(statement, access);
  const settled = { ...statement, state: 'settled' as const, settledAt: access.clock.now(), ...counts };
  const checked = await checkStatement(settled, access);
  await access.bell.ring({ type: 'Statement Settled', statementKey, open: counts.open });
  return checked;
}

async function postLines(
  statement: StoredStatement,
  access: SettlementAccess,
): Promise<{ readonly matched: number; readonly open: number }> {
  const { account, currency, statementKey, closing, opening, isFirst } = statement;
  const of: StatementPosting = { account, currency, statementKey, on: closing.on };
  const post = async (draft: TransactionDraft | undefined) => {
    if (draft !== undefined) requirePosted(draft.id, await access.ledger.post(draft));
  };
  if (isFirst) await post(openingDraft({ ...of, on: opening.on }, opening.units));
  const sums: Record<Side, bigint> = { credit: 0n, debit: 0n };
  let matched = 0;
  let open = 0;
  let held: SettledLine[] = [];
  const flush = async () => {
    const [first] = held;
    if (first === undefined) return;
    const posted = held.map(({ lineId, line: { side, units } }) => ({ lineId, side, units }));
    await post(openDraft(of, first.line.ordinal, posted));
    await Promise.all(held.map((line) => access.register.addOpenLine(openLineOf(statement, line, access))));
    held = [];
  };
  for await (const group of access.archive.read(statementKey))
    for (const settled of group) {
      if (settled.decision.kind === 'matched') {
        matched += 1;
        sums[settled.line.side] += settled.line.units;
        continue;
      }
      open += 1;
      if (held.push(settled) === OPEN_LINES_MAX) await flush();
    }
  await flush();
  await post(matchedDraft(of, sums));
  return { matched, open };
}

function openLineOf(
  { account, currency, statementKey }: StoredStatement,
  { lineId, line, decision }: SettledLine,
  { clock }: Pick<SettlementAccess, 'clock'>,
): OpenLine {
  const { reason, proposals } = decision.kind === 'open' ? decision : { reason: '', proposals: [] };
  const openedAt = clock.now();
  return { lineId, statementKey, account, currency, line, reason, proposals, state: 'open', openedAt, revision: 1 };
}
