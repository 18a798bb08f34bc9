import { type AgeLimits, LAKE_CHECKS, type LakeFault, type LedgerLake, type ProcessDesk } from '#audit/lake-ports';
import { assertThat } from '#kernel/errors';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';
import { parseAccount } from '#ledger/account';
import type { AuditChecks, AuditFinding } from '#ledger/audit-check';
import { type HeldReason, holdingTerms } from '#ledger/holding-terms';
import type { Ledger } from '#ledger/ports';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long something may stand before somebody has to look at it; of held money its own terms say so. */
const AGES_MAX = {
  /** A posting in chunks takes minutes, with every retry. */
  pending: HOUR,
  /** Prepared or validated: a second person has to approve. */
  waiting: 30 * DAY,
  /** They expire by a schedule that comes every hour. */
  expired: 3 * HOUR,
} as const;

/** What was true by then; findings say it in a sentence. */
const SENTENCES = {
  'trial-balance': ({ detail }: LakeFault) => `${detail}; they must be equal`,
  transactions: ({ transactionId, detail }: LakeFault) => `${transactionId} does not balance in ${detail}`,
  sequences: ({ entry, detail }: LakeFault) => `${entry} ${detail}; an account has no gap`,
  chains: ({ entry, detail }: LakeFault) => `${entry} ${detail}`,
  balances: ({ entry, detail }: LakeFault) => `${entry} ${detail}`,
  snapshots: ({ entry, detail }: LakeFault) => `${entry} ${detail}`,
  headers: ({ entry, transactionId, detail }: LakeFault) => `${entry ?? transactionId} ${detail}`,
  clearing: ({ account, detail }: LakeFault) =>
    `${account} stands at ${detail} and its process is over; exactly zero would be right`,
  holding: ({ account, detail }: LakeFault) => `${account}: ${detail}; release it or decide`,
  'stuck-transactions': ({ transactionId, detail }: LakeFault) =>
    `${transactionId}: ${detail}; it should be posted or given up`,
  reservations: ({ transactionId, detail }: LakeFault) =>
    `${transactionId} is ${detail} and nothing has ended it; its amount should be available again`,
} as const;

/** The checks that read the ledger's copy in the lake, all by one query. */
export function lakeChecks(ports: {
  readonly lake: Pick<LedgerLake, 'faults'>;
  readonly processes: ProcessDesk;
  readonly ledger: Pick<Ledger, 'balance'>;
}): AuditChecks {
  return {
    names: LAKE_CHECKS,
    run: async (cut) => {
      const faults = await ports.lake.faults(cut, limitsAt(cut));
      const counted: LakeFault[] = [];
      for (const fault of faults) {
        if (fault.check !== 'clearing' || (await isLeftOver(fault, ports))) counted.push(fault);
      }
      return new Map(LAKE_CHECKS.map((check) => [check, findingsOf(counted.filter((fault) => fault.check === check))]));
    },
  };
}

function limitsAt(cut: Instant): AgeLimits {
  const before = (age: number) => instantOf(millisecondsOf(cut) - age);
  return {
    heldSince: {
      unattributed: before(heldAgeMax('unattributed')),
      unmatched: before(heldAgeMax('unmatched')),
      disputed: before(heldAgeMax('disputed')),
      returned: before(heldAgeMax('returned')),
      unexplained: before(heldAgeMax('unexplained')),
    },
    pendingSince: before(AGES_MAX.pending),
    waitingSince: before(AGES_MAX.waiting),
    expiredSince: before(AGES_MAX.expired),
  };
}

/** Milliseconds after which the ageing report calls it overdue, too: one rule for both. */
function heldAgeMax(reason: HeldReason): number {
  const { overdueAfterDays } = holdingTerms[reason];
  assertThat(overdueAfterDays !== null, `${reason} is never overdue, so nothing asks for its age`);
  return overdueAfterDays * DAY;
}

/**
 * Whether the clearing account of a process that is over holds money, by the cut and now: a process that came to its end since
 * the cut held some of it then, rightly.
 */
async function isLeftOver(
  { account: path = '' }: LakeFault,
  { processes, ledger }: { readonly processes: ProcessDesk; readonly ledger: Pick<Ledger, 'balance'> },
): Promise<boolean> {
  const [, process = '', id = ''] = path.split(':').map(decodeURIComponent);
  if ((await processes.standOf({ process, id })) === 'open') return false;
  const account = parseAccount(path);
  return account === undefined || (await ledger.balance(account.id)).posted !== 0n;
}

/** One finding for each transaction that does not balance; else one for each fault. */
function findingsOf(faults: readonly LakeFault[]): readonly AuditFinding[] {
  const grouped = Map.groupBy(faults, (fault) =>
    fault.check === 'transactions' ? `${fault.transactionId} ${fault.detail}` : JSON.stringify(fault),
  );
  return [...grouped.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const all = [first, ...others];
    const accounts = all.flatMap(({ account }) => account ?? []);
    const entries = all.flatMap(({ entry }) => entry ?? []);
    return [
      {
        message: SENTENCES[first.check](first),
        ...(accounts.length === 0 ? {} : { accounts: [...new Set(accounts)] }),
        ...(entries.length === 0 ? {} : { entries }),
        ...(first.transactionId === undefined ? {} : { transactions: [first.transactionId] }),
      },
    ];
  });
}
