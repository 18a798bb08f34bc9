import { ParquetDayJournal } from '#audit/adapters/parquet-day-journal';
import { auditPath, leafHash } from '#audit/merkle';
import { leafHashesOf, leafText, type SealedTransaction, sealHash, sealOf } from '#audit/seal';
import { copyChecks } from '#audit/steps/check-copy';
import { lakeChecks } from '#audit/steps/check-lake';
import { periodChecks } from '#audit/steps/check-periods';
import { sealChecks } from '#audit/steps/check-seals';
import { assertThat } from '#kernel/errors';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { LEDGER_SCALE } from '#kernel/money/units';
import { type Instant, instantOf } from '#kernel/time/clock';
import { DynamodbLedgerScan } from '#ledger/adapters/dynamodb-ledger-scan';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import type { AuditChecks } from '#ledger/audit-check';
import { contentHashOf } from '#ledger/content';
import type { Entry } from '#ledger/entry';
import type { LedgerItem } from '#ledger/ledger-item';
import { recordOf } from '#ledger/ledger-record';
import { movementShards, planEntries } from '#ledger/posting-plan';
import type { ShardId } from '#ledger/shard';
import { openWorkDatabase } from '#platform/clients/duckdb';
import { makeWorkDirectory } from '#platform/clients/s3-files';
import { startBenchEngine } from '#test/bench/bench-ledger';
import { type BenchResult, percentile, timed } from '#test/bench/bench-result';
import { bulkLoad, DAYS, IN_LAKE } from '#test/bench/bulk-ledger-copy';
import { aCopyOnDisk } from '#test/support/audit/directory-copy';
import { memorySeals } from '#test/support/audit/seal-memory';
import { aClock, aDraft, anAccount, MAY_1 } from '#test/support/ledger/builders';
import { faultsOfProof } from '../../docs/verify-proof.mjs';

const IN_TABLE = 100_000;
/** Entries of one transaction: the bank's, and those of so many holders less one. */
const ENTRIES_EACH = 48;
const HOLDERS = 10_000;
const DAY = 86_400_000;
const BATCH = 1000;
const PROOFS = 2000;
const ONE = powerOfTen(LEDGER_SCALE);

/** All checks over a million entries in the lake and a hundred thousand in the table; verifying a proof. */
export async function run(): Promise<BenchResult[]> {
  const table = await tableChecks();
  const lake = await lakeAndSealChecks();
  const total = table.seconds + lake.seconds + lake.sealSeconds;
  const proofs = proofMilliseconds();
  const cpu = table.cpuSeconds + lake.cpuSeconds;
  return [
    {
      name: 'all checks',
      unit: 's',
      value: total,
      goal: 20,
      note: `the three below together; ${cpu.toFixed(1)} s of this process’ CPU`,
    },
    {
      name: 'table checks',
      unit: 's',
      value: table.seconds,
      note: `${IN_TABLE} entries read, hashed, rebuilt and compared with their copy`,
    },
    {
      name: 'lake checks',
      unit: 's',
      value: lake.seconds,
      note: `${IN_LAKE} entries, one query for ten checks, one for the periods; two threads`,
    },
    {
      name: 'seal check',
      unit: 's',
      value: lake.sealSeconds,
      note: `the last of ${DAYS} days sealed, and the roots of all, ${IN_LAKE} entries, computed again`,
    },
    {
      name: 'proof verified, p99',
      unit: 'ms',
      value: percentile(proofs, 0.99),
      goal: 5,
      note: `${PROOFS} proofs of ${ENTRIES_EACH} entries from a tree of 100,000, by docs/verify-proof.mjs; median ${percentile(proofs, 0.5).toFixed(2)} ms`,
    },
  ];
}

interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Checks that everything passes, and answers what that took. */
async function spentOn(checks: AuditChecks, days = 2 * DAYS): Promise<Spent> {
  let failed: readonly string[] = [];
  const before = process.cpuUsage();
  const milliseconds = await timed(async () => {
    const found = await checks.run(instantOf(Date.parse(MAY_1) + days * DAY));
    failed = [...found].flatMap(([name, findings]) =>
      findings.length === 0 ? [] : [`${name}: ${findings[0]?.message}`],
    );
  });
  assertThat(failed.length === 0, `Sound books fail: ${failed.join('; ')}`);
  const { user, system } = process.cpuUsage(before);
  return { seconds: milliseconds / 1000, cpuSeconds: (user + system) / 1e6 };
}

async function tableChecks() {
  await using engine = await startBenchEngine();
  const store = new DynamoDbLedgerStore(engine.client, engine.table);
  const disk = await aCopyOnDisk();
  let batch: LedgerItem[][] = [];
  const write = async () => {
    const outcomes = await Promise.all(batch.map((items) => store.append(items)));
    assertThat(
      outcomes.every(({ kind }) => kind === 'appended'),
      'The engine took all',
    );
    batch = [];
  };
  for (const items of journal(IN_TABLE)) {
    batch.push([...items]);
    if (batch.length === 4) await write();
  }
  await write();
  const scan = new DynamodbLedgerScan(engine.client, engine.table);
  const checks = copyChecks({ copy: disk.copy, scan, onAdded: () => undefined });
  // The first run makes the copy, as the stream would have.
  await spentOn(checks);
  const spent = await spentOn(checks);
  await disk.remove();
  return spent;
}

async function lakeAndSealChecks() {
  const disk = await aCopyOnDisk();
  await bulkLoad(disk.files);
  const standOf = async () => 'over' as const;
  const balance = async () => assertThat(false, 'No clearing account is open');
  const faults = await spentOn(
    lakeChecks({ lake: disk.lake, processes: { standOf }, ledger: { balance: balance as never } }),
  );
  const periods = await spentOn(periodChecks({ lake: disk.lake, register: { ofMonth: async () => [] } }));
  const openDatabase = async () => openWorkDatabase(await makeWorkDirectory(), 1024);
  const days = new ParquetDayJournal(disk.files, openDatabase);
  const checks = sealChecks({ journal: days, book: memorySeals().book, clock: aClock() });
  // All days but the last were sealed by the audits of the mornings after.
  await spentOn(checks, DAYS - 1);
  const seals = await spentOn(checks, DAYS);
  await disk.remove();
  return {
    seconds: faults.seconds + periods.seconds,
    sealSeconds: seals.seconds,
    cpuSeconds: faults.cpuSeconds + periods.cpuSeconds + seals.cpuSeconds,
  };
}

/** The writes of a journal of so many entries over one day, a thousand transactions an hour: chains, hashes, headers and states. */
function* journal(entries: number): Generator<readonly LedgerItem[]> {
  const heads = new Map<ShardId, Entry>();
  const bank = anAccount('bank:USD');
  for (let number = 0; number < Math.ceil(entries / ENTRIES_EACH); number += 1) {
    const recordedAt = instantOf(Date.parse(MAY_1) + Math.floor(number / BATCH) * 3_600_000 + (number % BATCH) * 1000);
    const postings = Array.from({ length: ENTRIES_EACH - 1 }, (_, index) => {
      const holder = (number * (ENTRIES_EACH - 1) + index) % HOLDERS;
      const credit = anAccount(`payable:holder:H${holder}:USD`);
      return { debit: bank, credit, units: ONE + BigInt(index), currency: 'USD' as never };
    });
    const draft = aDraft(`t${number}`, postings, { effectiveAt: recordedAt });
    yield itemsOf(draft, recordedAt, heads);
  }
}

function itemsOf(
  draft: ReturnType<typeof aDraft>,
  recordedAt: Instant,
  heads: Map<ShardId, Entry>,
): readonly LedgerItem[] {
  const contentHash = contentHashOf(draft);
  const stands = movementShards(draft).map((stand) => ({ ...stand, head: heads.get(stand.shard) }));
  const plan = planEntries({ draft, contentHash, stands, completedParents: new Set(), recordedAt });
  assertThat(plan.kind === 'planned', 'A remittance meets no bound');
  for (const item of plan.items) if (item.kind === 'entry') heads.set(item.entry.shard, item.entry);
  const change = { ordinal: 1, state: 'posted', actor: draft.actor, recordedAt } as const;
  return [
    { kind: 'transaction', transaction: { ...draft, contentHash, recordedAt } },
    { kind: 'state', transactionId: draft.id, change },
    ...plan.items,
  ];
}

/** Milliseconds of verifying a proof of a transaction with 48 entries, time after time. */
function proofMilliseconds(): readonly number[] {
  const items = [...journal(ENTRIES_EACH)].flat();
  const entries = items.flatMap((item) => (item.kind === 'entry' ? [recordOf(item)] : []));
  const content_hash = String(entries[0]?.['content_hash']);
  const shown = entries.map(({ hash: _hash, open_parents, ...entry }) => ({
    ...entry,
    open_parents: JSON.parse(String(open_parents)),
  }));
  const leaf: SealedTransaction = {
    transaction_id: 't0',
    content_hash,
    entries: entries.map(({ shard, sequence, hash }) => [String(shard), Number(sequence), String(hash)]),
  };
  const others = Array.from({ length: 99_999 }, (_, index) => ({
    transaction_id: `u${index}`,
    content_hash,
    entries: [],
  }));
  const hashes = leafHashesOf([leaf, ...others]);
  const seal = sealOf('2025-05-01', { transactions: [leaf, ...others], previous: undefined, at: MAY_1 });
  const proof = {
    ...{
      transaction_id: 't0',
      content: null,
      entries: shown,
      leaf,
      leaf_hash: leafHash(leafText(leaf)),
      leaf_index: 0,
    },
    ...{ tree_size: 100_000, path: auditPath(hashes, 0), root: seal.root, seal, seal_hash: sealHash(seal) },
  };
  const samples: number[] = [];
  for (let count = 0; count < PROOFS; count += 1) {
    const start = performance.now();
    const faults = faultsOfProof(proof, seal.root);
    samples.push(performance.now() - start);
    assertThat(faults.length === 0, faults.join('; '));
  }
  return samples;
}
