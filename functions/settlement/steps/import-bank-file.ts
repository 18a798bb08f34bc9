import { type FileIssue, type IssueLog, issueLog } from '#kernel/csv/file-issue';
import { UnreadableFile } from '#kernel/csv/unreadable-file';
import { RoyaltyError } from '#kernel/errors';
import { proveStatement } from '#settlement/prove-statement';
import type { OpenBytes } from '#settlement/reading/bank-text';
import { readBankFile } from '#settlement/reading/read-bank-file';
import type { StoredStatement } from '#settlement/settlement-record';
import type { Statement, StatementLine } from '#settlement/statement';
import { type ChainHead, chainFaults, type ProvenStatement } from '#settlement/statement-chain';
import { bankAccountKey, statementKeyOf } from '#settlement/statement-name';
import { settleStatement } from '#settlement/steps/settle-statement';
import type { SettlementAccess } from '#settlement/steps/settlement-access';

/** Others moved the chain of a bank account at the same time; importing again is safe. */
export class SettlementContended extends RoyaltyError {
  override readonly name = 'SettlementContended';
}

export type BankImportOutcome =
  | { readonly kind: 'refused'; readonly errors: readonly FileIssue[]; readonly errorCount: number }
  | {
      readonly kind: 'imported';
      readonly counts: BankImportCounts;
      readonly warnings: readonly FileIssue[];
      readonly statements: readonly string[];
    };

export type BankImportCounts = {
  readonly created: number;
  readonly unchanged: number;
  readonly lines: number;
  readonly matched: number;
  readonly open: number;
  readonly notBooked: number;
};

const ISSUES_MAX = 100;

/** One statement of the file: where it stands there, and what is to be done with it. */
interface Planned {
  readonly place: number;
  readonly statement: ProvenStatement;
  readonly action: 'settle' | 'resume' | 'skip';
  readonly head?: ChainHead;
  readonly stored?: StoredStatement;
}

/**
 * Settles every statement of a bank's file, or changes nothing at all: the whole file is read and held to itself and to the chain of its
 * accounts before the first line is decided. A statement that is known has no effect; one that was begun is finished.
 */
export async function importBankFile(
  dropId: string,
  open: OpenBytes,
  access: SettlementAccess,
): Promise<BankImportOutcome> {
  const errors = issueLog(ISSUES_MAX);
  const statements = await readStatements(open, errors);
  const plan = errors.count > 0 ? [] : await planStatements(statements, access, errors);
  if (errors.count > 0) return { kind: 'refused', errors: errors.issues, errorCount: errors.count };
  const settled: StoredStatement[] = [];
  for (const planned of plan) {
    if (planned.action === 'skip') continue;
    const claimed = planned.stored ?? (await claim(dropId, planned, access));
    settled.push(await settleStatement(claimed, () => linesOf(open, planned.place), access));
  }
  return imported(plan, settled);
}

/** The statements of the file, in its order; what breaks a format or a total goes into the log. */
async function readStatements(open: OpenBytes, errors: IssueLog): Promise<readonly ProvenStatement[]> {
  const found: ProvenStatement[] = [];
  try {
    for await (const parts of readBankFile(open))
      for (const part of parts) {
        if (part.kind === 'line') continue;
        const { statement } = part;
        for (const { code, message } of proveStatement(statement))
          errors.add({ code, message, line: statement.sourceLine });
        if (hasBalances(statement)) found.push(statement);
      }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    errors.add(error.issue);
  }
  return found;
}

const hasBalances = (statement: Statement): statement is ProvenStatement =>
  statement.opening !== undefined && statement.closing !== undefined;

/** In the order of days, whatever the order of the file, each statement against the one before it. */
async function planStatements(
  statements: readonly ProvenStatement[],
  { register }: Pick<SettlementAccess, 'register'>,
  errors: IssueLog,
): Promise<readonly Planned[]> {
  const plan: Planned[] = [];
  const heads = new Map<string, ChainHead | undefined>();
  const seen = new Map<string, ProvenStatement>();
  for (const { statement, place, name } of inChainOrder(statements)) {
    const key = statementKeyOf(statement);
    const account = bankAccountKey(statement);
    const twin = seen.get(key);
    const stored = await register.findStatement(key);
    seen.set(key, statement);
    const known = stored ?? twin;
    if (known !== undefined) {
      if (known.contentHash !== statement.contentHash) {
        const from = stored === undefined ? 'this file' : `drop ${stored.dropId}`;
        const message = `Statement ${statement.statementId} of ${statement.accountAtBank} is known from ${from} with other content (${known.contentHash.slice(0, 12)}, here ${statement.contentHash.slice(0, 12)}).`;
        errors.add({ code: 'other_content', message, line: statement.sourceLine });
      }
      if (stored?.state === 'claimed' && twin === undefined) plan.push({ place, statement, action: 'resume', stored });
      else plan.push({ place, statement, action: 'skip' });
      continue;
    }
    if (!heads.has(name)) heads.set(name, await register.findHead(account));
    const before = heads.get(name);
    for (const { code, message } of chainFaults(before, statement))
      errors.add({ code, message, line: statement.sourceLine });
    const head = nextHead(before, statement);
    heads.set(name, head);
    plan.push({ place, statement, action: 'settle', head });
  }
  return plan;
}

interface Placed {
  readonly statement: ProvenStatement;
  readonly place: number;
  /** Of the chain that it belongs to. */
  readonly name: string;
}

/**
 * By day, and within one by the bank's numbers where an account's statements all have one; else as they stand in the file. A
 * number beside a statement without says nothing of which is first.
 */
function inChainOrder(statements: readonly ProvenStatement[]): readonly Placed[] {
  const placed = statements.map((statement, place) => ({ statement, place, name: chainName(statement) }));
  const unnumbered = new Set(
    placed.filter(({ statement }) => statement.sequence === undefined).map(({ name }) => name),
  );
  const numberOf = ({ statement, name }: Placed) => (unnumbered.has(name) ? 0 : (statement.sequence ?? 0));
  return placed.toSorted((left, right) => {
    const [a, b] = [left.statement.closing.on, right.statement.closing.on];
    if (a !== b) return a < b ? -1 : 1;
    if (left.name !== right.name) return left.name < right.name ? -1 : 1;
    return numberOf(left) - numberOf(right) || left.place - right.place;
  });
}

function chainName(statement: ProvenStatement): string {
  const { account, currency } = bankAccountKey(statement);
  return `${account}:${currency}`;
}

function nextHead(before: ChainHead | undefined, statement: ProvenStatement): ChainHead {
  const { statementId, closing, sequence } = statement;
  return {
    ...bankAccountKey(statement),
    statementKey: statementKeyOf(statement),
    statementId,
    closing: closing.units,
    closedOn: closing.on,
    ...(sequence !== undefined && { sequence }),
    revision: (before?.revision ?? 0) + 1,
  };
}

async function claim(dropId: string, { statement, head }: Planned, access: SettlementAccess): Promise<StoredStatement> {
  const { obstacles: _none, notes: _said, controls: _held, sourceLine: _place, ...kept } = statement;
  const stored: StoredStatement = {
    ...kept,
    ...bankAccountKey(statement),
    statementKey: statementKeyOf(statement),
    dropId,
    isFirst: head?.revision === 1,
    state: 'claimed',
    receivedAt: access.clock.now(),
  };
  await requireSettled(stored, access);
  if (head === undefined || (await access.register.claim(stored, head)) === 'stale')
    throw new SettlementContended(`The statements of ${stored.account} moved on meanwhile; import ${dropId} again`);
  return stored;
}

/** A chain moves on from a statement whose lines are posted, or the account would stand between two days. */
async function requireSettled({ account, currency }: StoredStatement, { register }: SettlementAccess): Promise<void> {
  const before = await register.findHead({ account, currency });
  const standing = before === undefined ? undefined : await register.findStatement(before.statementKey);
  if (standing?.state === 'claimed')
    throw new SettlementContended(
      `${standing.statementId} of ${account} is being settled; drop ${standing.dropId} has to end first`,
    );
}

/** The lines of the statement at that place of the file. */
async function* linesOf(open: OpenBytes, place: number): AsyncGenerator<readonly StatementLine[]> {
  let at = 0;
  for await (const parts of readBankFile(open)) {
    const lines: StatementLine[] = [];
    for (const part of parts) {
      if (part.kind === 'statement') at += 1;
      else if (at === place) lines.push(part.line);
    }
    if (lines.length > 0) yield lines;
    if (at > place) return;
  }
}

function imported(plan: readonly Planned[], settled: readonly StoredStatement[]): BankImportOutcome {
  const total = (count: (statement: StoredStatement) => number) => settled.reduce((sum, one) => sum + count(one), 0);
  const warnings = plan.flatMap(({ statement }) =>
    statement.notes.map((note) => ({ code: 'read_otherwise', message: note, line: statement.sourceLine })),
  );
  return {
    kind: 'imported',
    warnings,
    statements: settled.map(({ statementKey }) => statementKey),
    counts: {
      created: settled.length,
      unchanged: plan.length - settled.length,
      lines: total(({ lines }) => lines),
      matched: total(({ matched = 0 }) => matched),
      open: total(({ open = 0 }) => open),
      notBooked: total(({ notBooked }) => notBooked),
    },
  };
}
