import { type Clock, type Instant, millisecondsOf } from '#kernel/time/clock';
import type { LedgerItem } from '#ledger/ledger-item';
import { STAMP_AGE_MAX_MILLISECONDS } from '#ledger/recorded-cut';
import type { AppendOutcome, LedgerStore } from '#ledger/store';

/**
 * The store, but nothing is written under a stamp that has grown old while its writer was held up: the outcome is `busy`, and
 * whoever writes takes a fresh stamp. Audits rely on it: what was recorded before their cut is there (`cutBefore`).
 */
export function punctualStore<Store extends LedgerStore>(store: Store, clock: Clock): Store {
  const append = async (items: readonly LedgerItem[]): Promise<AppendOutcome> => {
    const [oldest = clock.now()] = items.map(stampOf).toSorted();
    const age = millisecondsOf(clock.now()) - millisecondsOf(oldest);
    if (age > STAMP_AGE_MAX_MILLISECONDS)
      return { kind: 'busy', reason: `StampOlderThan${STAMP_AGE_MAX_MILLISECONDS}ms` };
    return store.append(items);
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === 'append') return append;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

function stampOf(item: LedgerItem): Instant {
  switch (item.kind) {
    case 'transaction':
      return item.transaction.recordedAt;
    case 'state':
      return item.change.recordedAt;
    case 'entry':
      return item.entry.recordedAt;
    case 'marker':
      return item.marker.recordedAt;
    case 'snapshot':
      return item.snapshot.recordedAt;
    case 'account':
    case 'expiry':
    case 'expired-day':
      return item.recordedAt;
  }
}
