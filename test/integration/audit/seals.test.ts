import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ParquetDayJournal } from '#audit/adapters/parquet-day-journal';
import { leafHash } from '#audit/merkle';
import { leafHashesOf, leafText } from '#audit/seal';
import { sealChecks } from '#audit/steps/check-seals';
import { proveTransaction } from '#audit/steps/prove-transaction';
import { instantOf } from '#kernel/time/clock';
import { openWorkDatabase } from '#platform/clients/duckdb';
import { makeWorkDirectory } from '#platform/clients/s3-files';
import { aCopyOnDisk } from '#test/support/audit/directory-copy';
import { memorySeals } from '#test/support/audit/seal-memory';
import { aDraft, aLedger, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { faultsOfProof } from '../../../docs/verify-proof.mjs';

const DAY = 86_400_000;
const H1 = 'payable:holder:H1:USD';
const later = (milliseconds: number) => instantOf(Date.parse(MAY_1) + milliseconds);

/** A copy with another value at a place; `undefined` takes the last item of a list away. */
function changed(proof: unknown, path: string, value: unknown): unknown {
  const copy: unknown = structuredClone(proof);
  const names = path.split('.');
  const last = names.pop() ?? '';
  let place = copy as Record<string, unknown>;
  for (const name of names) place = place[name] as Record<string, unknown>;
  if (value === undefined && Array.isArray(place)) place.pop();
  else place[last] = value;
  return copy;
}

describe('daily seals', () => {
  let disk: Awaited<ReturnType<typeof aCopyOnDisk>>;
  beforeEach(async () => {
    disk = await aCopyOnDisk();
  });
  afterEach(() => disk.remove());

  /** Three transactions on 1 May, nothing on the 2nd, a posting in chunks on the 3rd; copied. */
  async function books(onWrite?: () => void) {
    const store = new InMemoryLedgerStore();
    const made = aLedger(store);
    for (const id of ['t1', 't2', 't3'])
      await made.ledger.post(aDraft(id, [aPosting('bank:USD', H1, '10')], { note: `note ${id}` }));
    made.clock.advance(2 * DAY);
    const POOL = 'clearing:pool:US_2025_04:USD';
    await made.ledger.post(aDraft('funding', [aPosting('revenue:US:USD', POOL, '60')]));
    const holders = Array.from({ length: 60 }, (_, index) => aPosting(POOL, `payable:holder:C${index}:USD`, '1'));
    await made.ledger.postInChunks(aDraft('distribution', holders, { kind: 'distribution' }));
    await disk.copy.add(store.storedItems());
    const journal = new ParquetDayJournal(disk.files, async () => openWorkDatabase(await makeWorkDirectory(), 256));
    const { book, seals } = memorySeals(onWrite);
    const check = async (cut: ReturnType<typeof later>) =>
      (await sealChecks({ journal, book, clock: made.clock }).run(cut)).get('seals') ?? [];
    return { store, book, seals, check, journal, ...made };
  }

  it('know the leaves of a day, whatever its transactions are called, with and without chunks', async () => {
    const made = await books();
    const names = ['B', 'a', 'a~x', 'a-b', 'a.b', 'a_b'];
    for (const id of names)
      await made.ledger.post(aDraft(id, [aPosting('bank:USD', H1, '1'), aPosting('bank:USD', 'commission:USD', '1')]));
    await disk.copy.add(made.store.storedItems());

    for (const day of ['2025-05-01', '2025-05-02', '2025-05-03'])
      expect(await made.journal.leafHashesOf(day)).toEqual(leafHashesOf(await made.journal.transactionsOf(day)));
    expect((await made.journal.leafHashesOf('2025-05-03')).length).toBeGreaterThan(names.length + 3);
  });

  async function proofOf(made: Awaited<ReturnType<typeof books>>, id: string) {
    const outcome = await proveTransaction(made, id);
    if (outcome.kind !== 'proven') return expect.fail(`${id}: ${outcome.kind}`);
    const { leaf, leafIndex, seal, content = null, sealHash, ...rest } = outcome.proof;
    const proof = {
      transaction_id: id,
      content,
      leaf,
      leaf_hash: leafHash(leafText(leaf)),
      leaf_index: leafIndex,
      tree_size: seal.transactions,
      root: seal.root,
      seal,
      seal_hash: sealHash,
      ...rest,
    };
    return JSON.parse(JSON.stringify(proof));
  }

  it('seal every day that is over, the empty ones too, each naming the one before', async () => {
    const { check, book } = await books();

    expect(await check(later(3 * DAY - 1))).toEqual([]);
    const before = (await book.seals()).map(({ day }) => day);
    expect(await check(later(3 * DAY))).toEqual([]);
    const seals = await book.seals();

    expect(before).toEqual(['2025-05-01', '2025-05-02']);
    expect(seals.map(({ day, transactions, previous_day }) => [day, transactions, previous_day])).toEqual([
      ['2025-05-01', 3, null],
      ['2025-05-02', 0, '2025-05-01'],
      ['2025-05-03', 4, '2025-05-02'],
    ]);
  });

  it('are the same however often the run is repeated, and after a crash between its two writes', async () => {
    let isCrashing = true;
    const made = await books(() => {
      if (isCrashing) throw new Error('The process died');
    });
    await expect(made.check(later(3 * DAY))).rejects.toThrow('died');
    isCrashing = false;
    await made.check(later(3 * DAY));
    const first = await made.book.seals();
    made.clock.advance(DAY);

    await made.check(later(3 * DAY));

    expect(await made.book.seals()).toEqual(first);
    expect(first).toHaveLength(3);
  });

  it('prove every transaction to a verifier who has the root alone', async () => {
    const made = await books();
    await made.check(later(3 * DAY));

    for (const id of ['t1', 't2', 't3', 'funding', 'distribution', 'distribution~00001', 'distribution~00002']) {
      const proof = await proofOf(made, id);
      expect(faultsOfProof(proof, made.seals.get(proof.seal.day)?.root), id).toEqual([]);
    }
  });

  it('let the verifier find out about every change of a proof', async () => {
    const made = await books();
    await made.check(later(3 * DAY));
    const proof = await proofOf(made, 't1');
    const changes: readonly (readonly [path: string, value: unknown])[] = [
      ['transaction_id', 't2'],
      ['content.content.postings.0.2', '11.0000000000'],
      ['content.content.note', 'another'],
      ['entries.0.posted', '11.0000000000'],
      ['entries.1', undefined],
      ['leaf.content_hash', 'f'.repeat(64)],
      ['leaf.entries.0.1', 9],
      ['leaf_index', 2],
      ['leaf_index', 9],
      ['leaf_index', -1],
      ['leaf_index', 0.5],
      ['tree_size', 4],
      ['path.0', 'f'.repeat(64)],
      ['root', 'f'.repeat(64)],
      ['seal.day', '2025-05-02'],
      ['seal.root', 'f'.repeat(64)],
      ['seal_hash', 'f'.repeat(64)],
    ];

    for (const [path, value] of changes) expect(faultsOfProof(changed(proof, path, value)), path).not.toEqual([]);
    expect(faultsOfProof({ ...proof, path: proof.path.toReversed() })).not.toEqual([]);
    expect(faultsOfProof(proof, 'e'.repeat(64))).toEqual([`the root is not ${'e'.repeat(64)}`]);
    expect(faultsOfProof(proof)).toEqual([]);
  });

  it('say when a transaction is not under one yet, or never will be', async () => {
    const made = await books();
    await made.check(later(DAY));

    expect(await proveTransaction(made, 'nowhere')).toEqual({ kind: 'unknown' });
    expect(await proveTransaction(made, 'funding')).toEqual({ kind: 'not-sealed', day: '2025-05-03' });
  });

  it('hold the ledger to what was sealed: a transaction that came into the day later', async () => {
    const made = await books();
    await made.check(later(3 * DAY));
    const late = new InMemoryLedgerStore();
    await aLedger(late).ledger.post(aDraft('late', [aPosting('bank:USD', 'payable:holder:H9:USD', '1')]));
    await disk.copy.add(late.storedItems());

    const findings = await made.check(later(3 * DAY));

    expect(findings).toMatchObject([{ transactions: ['late'] }]);
    expect(findings[0]?.message).toContain('2025-05-01 has another root');
  });

  it('hold the seals to each other: one that was exchanged', async () => {
    const made = await books();
    await made.check(later(3 * DAY));
    const second = made.seals.get('2025-05-02') ?? expect.fail('a seal');
    made.seals.set('2025-05-02', { ...second, sealed_at: later(0) });

    expect(await made.check(later(3 * DAY))).toMatchObject([
      { message: expect.stringContaining('seal of 2025-05-03') },
    ]);
  });

  it('hold the seals to each other: one that is gone', async () => {
    const made = await books();
    await made.check(later(3 * DAY));
    made.seals.delete('2025-05-02');

    expect(await made.check(later(3 * DAY))).toMatchObject([
      { message: expect.stringContaining('seal of 2025-05-03') },
    ]);
  });

  it('refuse a proof of a transaction that the ledger shows otherwise', async () => {
    const made = await books();
    await made.check(later(3 * DAY));
    const store = { transaction: (id: string) => made.store.transaction(id), entryAt: async () => undefined };

    expect(await proveTransaction({ store, book: made.book }, 't1')).toMatchObject({ kind: 'differs' });
  });
});
