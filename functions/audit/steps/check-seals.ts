import { merkleRoot } from '#audit/merkle';
import {
  type Day,
  type DaySeal,
  dayAfter,
  isOver,
  leafText,
  type SealedTransaction,
  sealHash,
  sealOf,
} from '#audit/seal';
import type { DayJournal, SealBook } from '#audit/seal-ports';
import type { Clock, Instant } from '#kernel/time/clock';
import { type AuditChecks, type AuditFinding, singleCheck } from '#ledger/audit-check';

export const SEAL_CHECK = 'seals';

export interface SealPorts {
  readonly journal: DayJournal;
  readonly book: SealBook;
  readonly clock: Clock;
}

/** A year that nobody audited is sealed by the next runs. */
const DAYS_AT_ONCE = 400;
/** Days whose trees are computed anew; what lies further back is held by the chain and by whoever kept a proof. */
const DAYS_REBUILT = 35;

/**
 * Seals every day that is over and not sealed yet, then holds the ledger to its seals: they form one chain, and the last 35
 * days have the root that was sealed. Needs a copy that is complete up to the cut.
 */
export function sealChecks(ports: SealPorts): AuditChecks {
  return singleCheck(SEAL_CHECK, async (cut) => {
    await sealDays(ports, cut);
    const seals = await ports.book.seals();
    const findings: AuditFinding[] = [...chainFaults(seals)];
    for (const seal of seals.slice(-DAYS_REBUILT)) findings.push(...(await rootFaults(ports, seal)));
    return findings;
  });
}

/** Seals the days from the last sealed one on, or from the ledger's first. Safe to repeat: the first seal of a day stands. */
export async function sealDays({ journal, book, clock }: SealPorts, cut: Instant): Promise<void> {
  let previous = (await book.seals()).at(-1);
  let day = previous === undefined ? await journal.firstDay() : dayAfter(previous.day);
  for (let count = 0; day !== undefined && isOver(day, cut) && count < DAYS_AT_ONCE; count += 1) {
    const transactions = await journal.transactionsOf(day);
    previous = await book.write(sealOf(day, { transactions, previous, at: clock.now() }), transactions);
    day = dayAfter(day);
  }
}

function chainFaults(seals: readonly DaySeal[]): readonly AuditFinding[] {
  return seals.flatMap((seal, index) => {
    const former = seals[index - 1];
    const expected = former === undefined ? null : sealHash(former);
    if (seal.previous_seal_hash === expected && (former === undefined || dayAfter(former.day) === seal.day)) return [];
    return [
      {
        message: `The seal of ${seal.day} does not follow that of ${former?.day ?? 'no day'}; one was exchanged or is gone`,
      },
    ];
  });
}

async function rootFaults({ journal, book }: SealPorts, seal: DaySeal): Promise<readonly AuditFinding[]> {
  if (merkleRoot(await journal.leafHashesOf(seal.day)) === seal.root) return [];
  const now = await journal.transactionsOf(seal.day);
  return differences(seal.day, { sealed: await book.transactionsUnder(seal.day), now });
}

function differences(
  day: Day,
  { sealed, now }: { readonly sealed: readonly SealedTransaction[]; readonly now: readonly SealedTransaction[] },
): readonly AuditFinding[] {
  const textsOf = (list: readonly SealedTransaction[]) =>
    new Map(list.map((one) => [one.transaction_id, leafText(one)]));
  const [before, after] = [textsOf(sealed), textsOf(now)];
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter((id) => before.get(id) !== after.get(id))
    .sort();
  return [
    {
      message: `${day} has another root than was sealed; ${changed.length} transactions were added, changed or lost since`,
      transactions: changed,
      entries: sealed
        .filter(({ transaction_id }) => changed.includes(transaction_id))
        .flatMap(({ entries }) => entries.map(([shard, sequence]) => `${shard}/${sequence}`)),
    },
  ];
}
