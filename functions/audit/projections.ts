import { canonicalJson } from '#kernel/canonical-json';
import type { Instant } from '#kernel/time/clock';
import { type Entry, isBackDated } from '#ledger/entry';
import type { JournalTransaction } from '#ledger/journal-transaction';
import { keyOf, type LedgerItem } from '#ledger/ledger-item';
import { recordOf } from '#ledger/ledger-record';
import type { StoredItem } from '#ledger/ledger-scan';
import { amountOf } from '#ledger/movement';
import { isReservation } from '#ledger/reservation';

/** What follows from an entry: its account's registration if it is the first, a marker if it is back-dated. */
export function projectionsOfEntry(entry: Entry): readonly LedgerItem[] {
  const { shard, sequence, reservedChange, effectiveAt, recordedAt } = entry;
  const marker = { shard, sequence, amount: amountOf(entry), reservedChange, effectiveAt, recordedAt };
  return [
    ...(sequence === 1 ? [{ kind: 'account', shard, recordedAt } as const] : []),
    ...(isBackDated(entry) ? [{ kind: 'marker', marker } as const] : []),
  ];
}

/** What follows from a header: a reservation is found by the time at which it expires. */
export function projectionsOfHeader(header: JournalTransaction): readonly LedgerItem[] {
  const { id: reservationId, expiresAt, recordedAt } = header;
  if (!isReservation(header) || expiresAt === undefined) return [];
  return [{ kind: 'expiry', expiry: { reservationId, expiresAt }, recordedAt }];
}

const PROJECTED = /^(ACCOUNTS#|RESERVATIONS#)/;

/** Whether an item of the table follows from others. */
export function isProjection({ pk, sk }: StoredItem): boolean {
  return PROJECTED.test(pk) || (pk.startsWith('ACCT#') && sk.startsWith('B#'));
}

/** A projection that is not what the entries give. */
export interface ProjectionFault {
  readonly pk: string;
  readonly sk: string;
  readonly kind: 'missing' | 'differs' | 'without-cause';
}

/**
 * Rebuilds the table's projections from its entries and compares them, item by item and in any order; holds only those of which
 * one side has not been seen yet.
 */
export function rebuiltProjections(cut: Instant): {
  expect(items: readonly LedgerItem[]): void;
  find(item: StoredItem): void;
  faults(): readonly ProjectionFault[];
} {
  const open = new Map<string, { readonly expected?: string; readonly found?: string }>();
  const match = (key: string, side: { readonly expected?: string; readonly found?: string }) => {
    const both = { ...open.get(key), ...side };
    if (both.expected === both.found) open.delete(key);
    else open.set(key, both);
  };
  return {
    expect(items) {
      for (const item of items) {
        const { pk, sk } = keyOf(item);
        const record = recordOf(item);
        if (String(record['recorded_at']) <= cut) match(`${pk}\n${sk}`, { expected: canonicalJson(record) });
      }
    },
    find({ pk, sk, record }) {
      if (String(record['recorded_at']) <= cut) match(`${pk}\n${sk}`, { found: canonicalJson(record) });
    },
    faults: () =>
      [...open].map(([key, { expected, found }]) => {
        const [pk = '', sk = ''] = key.split('\n');
        const kind = found === undefined ? 'missing' : expected === undefined ? 'without-cause' : 'differs';
        return { pk, sk, kind };
      }),
  };
}
