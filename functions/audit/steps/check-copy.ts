import type { CopyDifference, LedgerCopy } from '#audit/copy-ports';
import {
  isProjection,
  type ProjectionFault,
  projectionsOfEntry,
  projectionsOfHeader,
  rebuiltProjections,
} from '#audit/projections';
import { BrokenInvariant } from '#kernel/errors';
import type { AuditChecks, AuditFinding } from '#ledger/audit-check';
import type { LedgerItem } from '#ledger/ledger-item';
import { entryFrom } from '#ledger/ledger-record';
import type { LedgerScan, StoredItem } from '#ledger/ledger-scan';
import { transactionFrom } from '#ledger/transaction-record';

/**
 * `copy`: the copy in the lake says what the table says. `hashes`: every entry and header has the hash of its content.
 * `projections`: registrations, back-dated markers and expiries are what the entries and headers give.
 */
export const COPY_CHECKS = ['copy', 'hashes', 'projections'] as const;

/**
 * Reads the whole table once: compares the copy with it, completes the copy, computes every hash again, and rebuilds what
 * follows from the entries. The other checks then read the copy, which says what the table says, or this one failed.
 */
export function copyChecks(ports: {
  readonly copy: LedgerCopy;
  readonly scan: LedgerScan;
  readonly onAdded: (rows: number) => void;
}): AuditChecks {
  return {
    names: COPY_CHECKS,
    run: async (cut) => {
      const faults: AuditFinding[] = [];
      const broken = new Set<string>();
      const projections = rebuiltProjections(cut);
      const { added, differences } = await ports.copy.reconcile(ports.scan, cut, (item) => {
        if (isProjection(item)) projections.find(item);
        const judged = judge(item);
        if (judged.kind === 'broken') {
          faults.push(judged.finding);
          broken.add(item.pk);
        } else projections.expect(judged.projections);
      });
      ports.onAdded(added);
      return new Map([
        ['copy', differences.map(findingOf)],
        ['hashes', faults],
        // What a broken entry would give, nobody knows; `hashes` names it.
        [
          'projections',
          projections
            .faults()
            .filter((fault) => !broken.has(causeOf(fault)))
            .map(projectionFinding),
        ],
      ]);
    },
  };
}

function findingOf({ table, key, account, transactionId, kind }: CopyDifference): AuditFinding {
  const what =
    kind === 'differs'
      ? 'says something else in the ledger’s table'
      : 'is gone from the ledger’s table; nothing is removed';
  return {
    message: `${key} of ${table} ${what}`,
    ...(account === undefined ? {} : { accounts: [account] }),
    ...(table === 'ledger_entries' ? { entries: [key] } : {}),
    ...(transactionId === undefined ? {} : { transactions: [transactionId] }),
  };
}

/** The partition of what a projection follows from. */
function causeOf({ pk, sk }: ProjectionFault): string {
  if (pk.startsWith('ACCOUNTS#')) return `ACCT#${sk}`;
  return pk.startsWith('RESERVATIONS#') ? `TXN#${sk.slice(sk.indexOf('#') + 1)}` : pk;
}

const PROJECTION_FAULTS = {
  missing: 'is missing',
  differs: 'is not what the entries give',
  'without-cause': 'follows from no entry',
} as const;

function projectionFinding({ pk, sk, kind }: ProjectionFault): AuditFinding {
  const shard = pk.startsWith('ACCT#') ? pk.slice('ACCT#'.length) : sk;
  const account = pk.startsWith('RESERVATIONS#') ? {} : { accounts: [shard.split('#')[0] ?? ''] };
  return { message: `${pk} ${sk} ${PROJECTION_FAULTS[kind]}`, ...account };
}

type Judged =
  | { readonly kind: 'sound'; readonly projections: readonly LedgerItem[] }
  | { readonly kind: 'broken'; readonly finding: AuditFinding };

function judge({ pk, sk, record }: StoredItem): Judged {
  const isEntry = pk.startsWith('ACCT#') && sk.startsWith('E#');
  if (!isEntry && sk !== 'HEAD') return { kind: 'sound', projections: [] };
  try {
    const projections = isEntry
      ? projectionsOfEntry(entryFrom(record))
      : projectionsOfHeader(transactionFrom(record, []));
    return { kind: 'sound', projections };
  } catch (error) {
    // Elsewhere such an item stops whoever reads it; here, finding it is the purpose.
    const reason = error instanceof BrokenInvariant ? error.message : `it cannot be read: ${String(error)}`;
    const entry = {
      accounts: [String(record['account'])],
      entries: [`${pk.slice('ACCT#'.length)}/${Number(sk.slice(2))}`],
    };
    const transactions = [String(record['transaction_id'])];
    return { kind: 'broken', finding: { message: `${pk} ${sk}: ${reason}`, ...(isEntry ? entry : {}), transactions } };
  }
}
