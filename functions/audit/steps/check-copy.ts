import type { CopyDifference, LedgerCopy } from '#audit/copy-ports';
import { BrokenInvariant } from '#kernel/errors';
import type { AuditChecks, AuditFinding } from '#ledger/audit-check';
import { entryFrom } from '#ledger/ledger-record';
import type { LedgerScan, StoredItem } from '#ledger/ledger-scan';
import { transactionFrom } from '#ledger/transaction-record';

/** `copy`: the copy in the lake says what the table says. `hashes`: every entry and header has the hash of its content. */
export const COPY_CHECKS = ['copy', 'hashes'] as const;

/**
 * Reads the whole table once: compares the copy with it, completes the copy, and computes every hash again. The other checks
 * then read the copy, which says what the table says, or this one failed.
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
      const { added, differences } = await ports.copy.reconcile(ports.scan, cut, (item) => {
        const fault = faultOf(item);
        if (fault !== undefined) faults.push(fault);
      });
      ports.onAdded(added);
      return new Map([
        ['copy', differences.map(findingOf)],
        ['hashes', faults],
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
    ...(account === undefined ? {} : { accounts: [account], entries: [key] }),
    transactions: [transactionId],
  };
}

function faultOf({ pk, sk, record }: StoredItem): AuditFinding | undefined {
  const isEntry = pk.startsWith('ACCT#') && sk.startsWith('E#');
  if (!isEntry && sk !== 'HEAD') return undefined;
  try {
    if (isEntry) entryFrom(record);
    else transactionFrom(record, []);
    return undefined;
  } catch (error) {
    // Elsewhere such an item stops whoever reads it; here, finding it is the purpose.
    const reason = error instanceof BrokenInvariant ? error.message : `it cannot be read: ${String(error)}`;
    return {
      message: `${pk} ${sk}: ${reason}`,
      ...(isEntry
        ? { accounts: [String(record['account'])], entries: [`${pk.slice('ACCT#'.length)}/${Number(sk.slice(2))}`] }
        : {}),
      transactions: [String(record['transaction_id'])],
    };
  }
}
