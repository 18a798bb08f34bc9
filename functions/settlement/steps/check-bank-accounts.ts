import { formatUnits } from '#kernel/money/units';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';
import { ownBankAccount } from '#ledger/account';
import { type AuditChecks, type AuditFinding, singleCheck } from '#ledger/audit-check';
import type { Ledger } from '#ledger/ports';
import type { SettlementRegister } from '#settlement/ports';
import type { StoredStatement } from '#settlement/settlement-record';
import type { ChainHead } from '#settlement/statement-chain';

export const BANK_CHECK = 'bank-agrees';

export interface BankCheckPorts {
  readonly register: Pick<SettlementRegister, 'heads' | 'findHead' | 'findStatement'>;
  readonly ledger: Pick<Ledger, 'balance'>;
}

/** A statement is posted within minutes, with every retry. */
const CLAIMED_MILLISECONDS_MAX = 3_600_000;

/** Every bank account stands in our books where the newest statement of the bank left it. */
export function bankChecks(ports: BankCheckPorts): AuditChecks {
  return singleCheck(BANK_CHECK, async (cut) => {
    const found: AuditFinding[] = [];
    for (const head of await ports.register.heads()) {
      const finding = await findingOn(ports, head, cut);
      if (finding !== undefined) found.push(finding);
    }
    return found;
  });
}

async function findingOn(
  { register, ledger }: BankCheckPorts,
  head: ChainHead,
  cut: Instant,
): Promise<AuditFinding | undefined> {
  const statement = await register.findStatement(head.statementKey);
  const account = ownBankAccount(head);
  const name = `${head.account} ${head.currency}`;
  if (statement === undefined)
    return {
      message: `The newest statement of ${name} is ${head.statementKey}, which is not there`,
      accounts: [account],
    };
  if (statement.settledAt === undefined) return isStuck(statement, cut) ? stuck(statement, account) : undefined;
  if (statement.settledAt > cut) return undefined;
  const { closing } = statement;
  // A bank's day may have begun before ours: its lines count from their own day on.
  const day = `${closing.on}T00:00:00.000Z` as Instant;
  const { posted } = await ledger.balance(account, day > cut ? { asOf: day } : {});
  // Read after the balance: while this is the newest statement, no line of a later one was in it.
  const standing = await register.findHead(head);
  if (standing?.statementKey !== head.statementKey || posted === closing.units) return undefined;
  return {
    message: `${account} stands at ${formatUnits(posted)}; the bank’s statement ${statement.statementId} closes at ${formatUnits(closing.units)} on ${closing.on}, a difference of ${formatUnits(closing.units - posted)}`,
    accounts: [account],
  };
}

function isStuck({ receivedAt }: StoredStatement, cut: Instant): boolean {
  return receivedAt < instantOf(millisecondsOf(cut) - CLAIMED_MILLISECONDS_MAX);
}

function stuck({ statementId, receivedAt }: StoredStatement, account: string): AuditFinding {
  return {
    message: `Statement ${statementId} came at ${receivedAt} and its lines are not all posted; drop the same file again`,
    accounts: [account],
  };
}
