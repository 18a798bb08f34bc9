import { describe, expect, it } from 'vitest';
import { instantOf } from '#kernel/time/clock';
import { cutBefore } from '#ledger/recorded-cut';
import { createLedger } from '#ledger/steps/create-ledger';
import { createLedgerAccess } from '#ledger/steps/ledger-access';
import { punctualStore } from '#ledger/steps/punctual-store';
import { aClock, aDraft, aPosting, MAY_1, yieldingPause } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';

const later = (milliseconds: number) => instantOf(Date.parse(MAY_1) + milliseconds);

describe('a writer that was held up', () => {
  it.each([
    ['writes under its stamp after 20 s', 20_000, 'appended'],
    ['takes a fresh one after a millisecond more', 20_001, 'busy'],
  ])('%s', async (_title, milliseconds, kind) => {
    const clock = aClock();
    const store = punctualStore(new InMemoryLedgerStore(), clock);
    const change = { ordinal: 1, state: 'posted', actor: { subject: 'a' }, recordedAt: MAY_1 } as const;
    clock.advance(milliseconds);

    const outcome = await store.append([{ kind: 'state', transactionId: 't1', change }]);

    expect(outcome.kind).toBe(kind);
  });

  it('posts under a stamp of the moment in which it writes, so that no reader’s cut has passed it', async () => {
    const instants = [MAY_1];
    const clock = { now: () => instants.shift() ?? later(65_000) };
    const access = createLedgerAccess({ store: new InMemoryLedgerStore(), clock, pause: yieldingPause });

    const outcome = await createLedger(access).post(aDraft('t1', [aPosting('bank:USD', 'payable:holder:H1:USD', '1')]));

    const stamp = outcome.kind === 'posted' ? outcome.transaction.recordedAt : undefined;
    expect(stamp).toBe(later(65_000));
    expect(String(stamp) >= cutBefore(later(65_000))).toBe(true);
  });
});
