import { describe, expect, it } from 'vitest';
import { copyChecks } from '#audit/steps/check-copy';
import { lakeChecks } from '#audit/steps/check-lake';
import { instantOf } from '#kernel/time/clock';
import { takeSnapshots } from '#ledger/steps/take-snapshots';
import type { LedgerRecord } from '#ledger/stored-fields';
import { aCopyOnDisk, scanOf } from '#test/support/audit/directory-copy';
import { aDraft, aLedger, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';

const DAY = 86_400_000;
const H1 = 'payable:holder:H1:USD';
const later = (days: number) => instantOf(Date.parse(MAY_1) + days * DAY);
/** Of the end of May, after both of May's entries and the back-dated one that June added. */
const SNAPSHOT = 'P#2025-06-01T00:00:00.000Z#000000000004';

/** What the check says of the snapshots that the ledger took in June, one of them changed behind its back. */
async function findingsWith(change: LedgerRecord) {
  const store = new InMemoryLedgerStore();
  const { ledger, access, clock } = aLedger(store);
  const credit = (id: string, amount: string, effectiveAt = clock.now()) =>
    ledger.post(aDraft(id, [aPosting('bank:USD', H1, amount)], { effectiveAt }));
  await credit('t1', '10');
  await credit('t2', '5');
  clock.advance(31 * DAY + 1);
  await credit('t3', '100');
  await credit('t4', '2', later(30));
  await takeSnapshots(access);
  const items = store
    .storedItems()
    .map((item) =>
      item.pk === `ACCT#${H1}` && item.sk === SNAPSHOT ? { ...item, record: { ...item.record, ...change } } : item,
    );
  expect(items.filter(({ sk }) => sk === SNAPSHOT)).toHaveLength(1);
  const disk = await aCopyOnDisk();
  try {
    await copyChecks({ copy: disk.copy, scan: scanOf(items), onAdded: () => undefined }).run(later(32));
    const checks = lakeChecks({ lake: disk.lake, processes: { standOf: async () => 'over' }, ledger });
    return (await checks.run(later(32))).get('snapshots');
  } finally {
    await disk.remove();
  }
}

describe('the check of snapshots', () => {
  it('finds nothing in those that the ledger took, back-dated entries and all', async () => {
    expect(await findingsWith({})).toEqual([]);
  });

  it.each([
    ['another balance', { posted: '17.0000000001' }, /posted 17\.0{9}1 and .+ sum to 17\.0{10} and/],
    ['a reserve', { reserved: '1.0000000000' }, /reserved 1\.0{10};.+ and 0\.0{10}$/],
    ['an entry of another history', { entry_hash: 'f'.repeat(64) }, /belongs to another entry/],
  ])('names one with %s', async (_title, change, message) => {
    const found = await findingsWith(change);

    expect(found).toMatchObject([{ accounts: [H1], entries: [`${H1}/4`] }]);
    expect(found?.[0]?.message).toMatch(message);
  });
});
