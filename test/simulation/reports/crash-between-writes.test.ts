import { mkdtempSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HolderDirectory } from '#holders/ports';
import { openReport } from '#reports/adapters/decode-report';
import { ParquetReportLines } from '#reports/adapters/parquet-report-lines';
import { ParquetReportRows } from '#reports/adapters/parquet-report-rows';
import { ParquetTrackMatches } from '#reports/adapters/parquet-track-matches';
import { S3ErrorLog } from '#reports/adapters/s3-error-log';
import { S3ReportFiles } from '#reports/adapters/s3-report-files';
import type { DroppedReport } from '#reports/ports';
import { awaitRemittance } from '#reports/steps/await-remittance';
import { completeReport } from '#reports/steps/complete-report';
import { convertReport } from '#reports/steps/convert-report';
import { detectReportMapping } from '#reports/steps/detect-mapping';
import { failReport } from '#reports/steps/fail-report';
import { groupBatches } from '#reports/steps/group-batches';
import { parseReport } from '#reports/steps/parse-report';
import { postReport } from '#reports/steps/post-report';
import { proveReport } from '#reports/steps/prove-report';
import { registerReport } from '#reports/steps/register-report';
import { stateRemittance } from '#reports/steps/state-remittance';
import { validateReport } from '#reports/steps/validate-report';
import { faultsOf } from '#test/support/ledger/audit';
import { aClock, aLedger, MAY_1 } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { memoryS3 } from '#test/support/memory-s3';
import { memoryBatches, memoryDropEnds, memoryRegister, shippedMappings } from '#test/support/report-memory';

class ProcessDied extends Error {}

const WORLDS_AT_ONCE = 6;

const COLUMNS =
  'Reporting Date\tSale Month\tStore\tArtist\tTitle\tISRC\tUPC\tQuantity\tTeam Percentage\tSong/Album\tCountry of Sale\tSongwriter Royalties Withheld\tEarnings (USD)';
const row = (isrc: string, amount: string) =>
  `2025-05-01\t2025-04\tSpotify\tAda\tReprise\t${isrc}\t\t1\t100\tSong\tUS\t0\t${amount}`;
const FILE = [COLUMNS, row('USABC1700001', '1.10000001'), row('USABC1700002', '2.2'), row('USABC1700001', '-0.3')].join(
  '\n',
);
const CATALOG = join(mkdtempSync(join(tmpdir(), 'pennywhistle-crash-')), 'catalog.parquet');

/** The whole ingest, where every write may kill the process before or after it took effect. */
function aWorld(crash: { readonly write: number; readonly after: boolean } | undefined, file = FILE) {
  let writes = 0;
  const onWrite = (write: () => void): void => {
    writes += 1;
    const dies = crash?.write === writes;
    if (dies && !crash.after) throw new ProcessDied();
    write();
    if (dies) throw new ProcessDied();
  };
  const s3 = memoryS3(onWrite);
  const clock = aClock();
  const store = new InMemoryLedgerStore();
  const { drops, ends } = memoryDropEnds(onWrite);
  const { ledger } = aLedger(store, clock);
  const post = { ...ledger };
  for (const name of ['post', 'postInChunks', 'reverse'] as const) {
    post[name] = async (draft: never) => {
      const outcome = await ledger[name](draft);
      onWrite(() => undefined);
      return outcome;
    };
  }
  const holders: HolderDirectory = {
    getHolders: async (ids: readonly string[]) =>
      new Map(ids.map((holderId) => [holderId, { holderId, commissionRate: '0.15' } as never] as const)),
    getPlans: async () => new Map(),
    getHolder: async () => undefined,
  } as unknown as HolderDirectory;
  const etag = s3.put('drops', 'reports/distrokid/a.tsv', file);
  const drop: DroppedReport = {
    dropId: 'd_1',
    bucket: 'drops',
    key: 'reports/distrokid/a.tsv',
    etag,
    size: file.length,
    droppedAt: MAY_1,
  };
  const register = memoryRegister(onWrite);
  const ports = {
    files: new S3ReportFiles(s3.client, 'lake'),
    opener: { open: openReport },
    mappings: shippedMappings,
    rows: new ParquetReportRows(s3.client, 'lake'),
    matches: new ParquetTrackMatches(s3.client, 'lake'),
    lines: new ParquetReportLines(s3.client, 'lake'),
    errorLog: new S3ErrorLog(s3.client, 'lake'),
    catalog: {
      current: async () => ({ version: 1, key: '', rows: 2, sha256: '', dropId: 'd_0', createdAt: MAY_1 }),
      find: async () => undefined,
      download: (_version: unknown, path: string) => copyFile(CATALOG, path),
    },
    holders,
    register,
    batches: memoryBatches(onWrite),
    waiters: { wake: async () => undefined },
    drops,
    ledger: post,
    clock,
  };
  return { ports, drop, store, ledger, ends, s3, writes: () => writes };
}

/** Retries a step as the state machine does. */
async function retried<Result>(step: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof ProcessDied) || attempt === 3) throw error;
    }
  }
}

async function ingest({ ports, drop }: ReturnType<typeof aWorld>): Promise<string> {
  const registered = await retried(() => registerReport(ports, drop));
  const id = registered.report_id;
  if ((await retried(() => detectReportMapping(ports, id))).outcome === 'refused') return fail();
  await retried(() => parseReport(ports, id));
  if ((await retried(() => validateReport(ports, id))).outcome === 'refused') return fail();
  await retried(() => awaitRemittance(ports, { reportId: id, taskToken: 'token' }));
  const statement = {
    reportId: id,
    amount: '2.90',
    currency: 'USD',
    acceptFactor: false,
    subject: 'ops',
    isApprover: false,
  };
  await retried(() => stateRemittance(ports, statement));
  expect(await retried(() => convertReport(ports, id))).toEqual({ outcome: 'converted' });
  await retried(() => groupBatches(ports, id));
  await retried(() => postReport(ports, id));
  await retried(() => proveReport(ports, id));
  await retried(() => completeReport(ports, id));
  return id;

  async function fail(): Promise<string> {
    await retried(() => failReport(ports, { dropId: drop.dropId, reportId: id }));
    return id;
  }
}

async function outcomeOf(world: ReturnType<typeof aWorld>) {
  const id = await ingest(world);
  const report = await world.ports.register.find(id);
  const posted = async (account: string) => (await world.ledger.balance(account as never)).posted;
  return {
    status: report?.status,
    drop: world.ends.get('d_1'),
    totals: report?.totals,
    counts: report?.counts,
    faults: await faultsOf(world.store),
    ada: await posted('payable:holder:H1:USD'),
    bo: await posted('payable:holder:H2:USD'),
    commission: await posted('commission:USD'),
    clearing: await posted(`clearing:report:${id}:USD`),
  };
}

/** Each write has a world of its own; several at once, since a world waits for its files and engines most of the time. */
async function atEachWrite(writes: number, test: (write: number) => Promise<void>): Promise<void> {
  for (let first = 1; first <= writes; first += WORLDS_AT_ONCE) {
    const some = Array.from({ length: Math.min(WORLDS_AT_ONCE, writes - first + 1) }, (_, index) => first + index);
    await Promise.all(some.map(test));
  }
}

describe('an ingest whose process dies at a write', () => {
  beforeAll(async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const track = (isrc: string, owner: string) =>
      `select '${isrc}' as track_id, '${isrc}' as isrc, 'Reprise' as title, 'Ada' as artist, 'R1' as release_id,
       'Tin' as release_title, '' as upc, 'artist' as release_type, '' as label, '${owner}' as owner_id`;
    const tracks = `${track('USABC1700001', 'H1')} union all ${track('USABC1700002', 'H2')}`;
    await connection.run(`copy (${tracks}) to '${CATALOG}' (format parquet)`);
  });

  it('ends with the same balances, totals and statuses, whichever write it was, before or after it took effect', async () => {
    const calm = aWorld(undefined);
    const expected = await outcomeOf(calm);
    expect(expected).toMatchObject({ status: 'completed', drop: 'completed', faults: [], clearing: 0n });
    expect(expected.ada + expected.bo + expected.commission).toBe(29_000_000_000n);
    expect(calm.writes()).toBeGreaterThan(20);

    await atEachWrite(calm.writes(), async (write) => {
      for (const after of [false, true]) {
        const outcome = await outcomeOf(aWorld({ write, after }));
        expect(outcome, `write ${write}, ${after ? 'after' : 'before'}`).toEqual(expected);
      }
    });
  });

  it('while it refuses a report, ends failed with the same errors and posts nothing', async () => {
    const file = `${FILE}\n${row('USABC1799999', '1')}`;
    const calm = aWorld(undefined, file);
    const expected = await outcomeOf(calm);
    expect(expected).toMatchObject({ status: 'failed', drop: 'failed', ada: 0n, bo: 0n, commission: 0n, clearing: 0n });

    await atEachWrite(calm.writes(), async (write) => {
      const world = aWorld({ write, after: write % 2 === 0 }, file);
      expect(await outcomeOf(world), `write ${write}`).toEqual(expected);
      const groups = await world.ports.errorLog.groups(
        (await world.ports.register.list({ limit: 1 })).reports[0]?.reportId ?? '',
      );
      expect(groups).toMatchObject([{ type: 'unknown_track', count: 1 }]);
    });
  });

  it('says on the drop that its object was deleted or overwritten before it was read', async () => {
    const deleted = aWorld(undefined);
    deleted.s3.remove('drops', 'reports/distrokid/a.tsv');
    const overwritten = aWorld(undefined);
    overwritten.s3.put('drops', 'reports/distrokid/a.tsv', 'other');

    expect(await registerReport(deleted.ports, deleted.drop)).toMatchObject({ outcome: 'gone' });
    expect(await registerReport(overwritten.ports, overwritten.drop)).toMatchObject({ outcome: 'gone' });
    expect([deleted.ends.get('d_1'), overwritten.ends.get('d_1')]).toEqual(['failed', 'failed']);
  });
});
