import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamodbPeriodRegister } from '#close/adapters/dynamodb-period-register';
import type { LocalCloud } from '#infra/local/local-cloud';
import { type Currency, parseCurrency } from '#kernel/money/currency';
import { createLakeRevenueStore } from '#revenue/adapters/lake-revenue-store';
import type { RevenueMove, RevenueStore } from '#revenue/workbench';
import { anInstant } from '#test/support/instants';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';
import { aFreeze, aPeriod, aSeal } from '#test/support/period-builders';
import { memoryRevenue } from '#test/support/revenue-memory';

let cloud: LocalCloud;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'revenue-store-'));
  cloud = await startTestCloud();
});

afterAll(async () => {
  await cloud.stop();
  await rm(directory, { recursive: true, force: true });
});

interface Bench {
  readonly store: RevenueStore;
  readonly setState: (periodId: string, state: string) => Promise<void>;
}

function inMemory(): Bench {
  const { store, states } = memoryRevenue();
  return { store, setState: async (periodId, state) => void states.set(periodId, state) };
}

function onTheCloud(): Bench {
  const dynamodb = new DynamoDBClient(clientOptions(cloud));
  const s3 = new S3Client(clientOptions(cloud));
  return {
    store: createLakeRevenueStore({ dynamodb, s3, controlTable: 'royalty-control', lakeBucket: 'royalty-lake' }),
    async setState(periodId, state) {
      const Item = marshall({ pk: `PERIOD#${periodId}`, sk: 'HEAD', state });
      await dynamodb.send(new PutItemCommand({ TableName: 'royalty-control', Item }));
      const [pk, sk] = [`PERIOD#COUNTRY#${periodId.slice(0, 2)}`, periodId.slice(3).replace('_', '-')];
      const listed = marshall({ pk, sk, period_id: periodId });
      await dynamodb.send(new PutItemCommand({ TableName: 'royalty-control', Item: listed }));
    },
  };
}

const usd = parseCurrency('USD') as Currency;
const counts = { created: 1, updated: 0, unchanged: 0, rows: 1 };

async function aMove(store: RevenueStore, periodId: string, text: string, from = 0): Promise<RevenueMove> {
  const path = join(directory, text);
  await writeFile(path, text);
  const stored = await store.storeSnapshot({ periodId, path, fromVersion: from + 1 });
  const amount = { currency: usd, total: '1.0000000000', rows: 1 };
  return { from, next: { periodId, ...stored, ...amount, dropId: `d_${text}`, createdAt: anInstant('2025-05-01') } };
}

function anImport(...moves: readonly RevenueMove[]) {
  const dropId = moves.map(({ next }) => next.dropId).join('+');
  return { dropId, counts, versions: moves.map(({ next: { periodId, version } }) => ({ periodId, version })) };
}

describe.each([
  ['in memory', inMemory],
  ['on S3 and DynamoDB', onTheCloud],
])('a revenue store %s', (_, open) => {
  it('moves every period of a file in one write, and only from the versions in force', async () => {
    const { store } = open();
    const [us, de] = [await aMove(store, 'US_2025_04', 'us'), await aMove(store, 'DE_2025_04', 'de')];

    const recorded = await store.record({ moves: [us, de], standing: [], revenueImport: anImport(us, de) });
    const late = await aMove(store, 'US_2025_04', 'late');
    const fresh = await aMove(store, 'FR_2025_04', 'fr');
    const lost = await store.record({ moves: [fresh, late], standing: [], revenueImport: anImport(fresh, late) });

    expect([recorded, lost]).toEqual([{ kind: 'recorded' }, { kind: 'lost-race' }]);
    expect(await store.current('US_2025_04')).toEqual(us.next);
    expect([await store.find('DE_2025_04', 1), await store.find('US_2025_04', 2)]).toEqual([de.next, undefined]);
    expect(await store.current('FR_2025_04')).toBeUndefined();
    expect(await store.findImport('d_us+d_de')).toEqual(anImport(us, de));
    expect(await store.findImport('d_fr+d_late')).toBeUndefined();
  });

  it('holds the write to what an unchanged period says, and takes one drop once', async () => {
    const { store } = open();
    const first = await aMove(store, 'US_2024_01', 'first');
    await store.record({ moves: [first], standing: [], revenueImport: anImport(first) });
    const other = await aMove(store, 'US_2024_02', 'other');
    const at = (version: number) => [{ periodId: 'US_2024_01', version }];

    const moved = await store.record({ moves: [other], standing: at(2), revenueImport: anImport(other) });
    const stands = await store.record({ moves: [other], standing: at(1), revenueImport: anImport(other) });
    const again = await store.record({ moves: [], standing: at(1), revenueImport: anImport(other) });

    expect([moved, stands, again].map(({ kind }) => kind)).toEqual(['lost-race', 'recorded', 'lost-race']);
  });

  it('refuses a new version of a frozen period in the very write, and names it (R21)', async () => {
    const { store, setState } = open();
    const [open1, closed] = [await aMove(store, 'US_2023_01', 'open'), await aMove(store, 'US_2023_02', 'closed')];
    await setState('US_2023_01', 'RECONCILING');
    await setState('US_2023_02', 'FROZEN');

    const known = await store.frozen(['US_2023_01', 'US_2023_02', 'US_2023_03']);
    const moves = [open1, closed];
    const refused = await store.record({ moves, standing: [], revenueImport: anImport(...moves) });
    const alone = await store.record({ moves: [open1], standing: [], revenueImport: anImport(open1) });

    expect(known).toEqual(['US_2023_02']);
    expect(refused).toEqual({ kind: 'frozen', periodIds: ['US_2023_02'] });
    expect(alone).toEqual({ kind: 'recorded' });
    expect(await store.current('US_2023_02')).toBeUndefined();
  });

  it('knows which open periods have a frozen later one in their country (R13)', async () => {
    const { store, setState } = open();
    await setState('DE_2023_01', 'RECONCILING');
    await setState('DE_2023_03', 'PAID');
    await setState('FR_2023_01', 'FROZEN');

    expect(await store.passedOver(['DE_2023_01', 'DE_2023_02', 'DE_2023_04', 'FR_2022_12', 'AT_2022_12'])).toEqual([
      { periodId: 'DE_2023_01', laterPeriodId: 'DE_2023_03' },
      { periodId: 'DE_2023_02', laterPeriodId: 'DE_2023_03' },
      { periodId: 'FR_2022_12', laterPeriodId: 'FR_2023_01' },
    ]);
  });

  it('keeps a stored snapshot’s number and bytes, and gives other bytes the next', async () => {
    const { store } = open();
    const first = await aMove(store, 'US_2022_01', 'same');

    const again = await aMove(store, 'US_2022_01', 'same');
    const other = await aMove(store, 'US_2022_01', 'different');

    expect(first.next.key).toBe('revenue/period_id=US_2022_01/version=1/revenue.parquet');
    expect([again.next.version, other.next.version]).toEqual([1, 2]);
  });
});

describe('revenue of an earlier month and the freeze of a later one', () => {
  const event = { step: 'FreezePool', at: anInstant('2025-06-01'), note: '' };

  /** May of a country with its revenue, ready to freeze. */
  async function aMay(country: string) {
    const { store } = onTheCloud();
    const register = new DynamodbPeriodRegister(new DynamoDBClient(clientOptions(cloud)), 'royalty-control');
    const may = await aMove(store, `${country}_2025_05`, `${country}-may`);
    const april = await aMove(store, `${country}_2025_04`, `${country}-april`);
    await store.record({ moves: [may], standing: [], revenueImport: anImport(may) });
    const period = aPeriod(`${country}_2025_05`, { state: 'RECONCILING', seal: aSeal() });
    await register.create(period, event);
    const freeze = () => register.freeze({ ...period, state: 'FROZEN', revision: 2, freeze: aFreeze() }, event, 1);
    return { store, register, freeze, april };
  }

  it('has the revenue refused in its own write when the freeze came between its look and its write (R13)', async () => {
    const { store, freeze, april } = await aMay('SE');

    expect(await store.passedOver(['SE_2025_04'])).toEqual([]);
    expect(await freeze()).toBe('frozen');
    const late = await store.record({ moves: [april], standing: [], revenueImport: anImport(april) });

    expect(late).toEqual({ kind: 'lost-race' });
    expect(await store.current('SE_2025_04')).toBeUndefined();
    expect(await store.passedOver(['SE_2025_04'])).toEqual([{ periodId: 'SE_2025_04', laterPeriodId: 'SE_2025_05' }]);
  });

  it('lets the later month freeze only after the earlier one, though nobody has opened that yet', async () => {
    const { store, register, freeze, april } = await aMay('NO');
    await store.record({ moves: [april], standing: [], revenueImport: anImport(april) });

    expect(await freeze()).toBe('revenue-changed');
    const period = aPeriod('NO_2025_04', { state: 'RECONCILING', seal: aSeal() });
    await register.create(period, event);
    const frozen = await register.freeze({ ...period, state: 'FROZEN', revision: 2, freeze: aFreeze() }, event, 1);

    expect([frozen, await freeze()]).toEqual(['frozen', 'frozen']);
  });

  it('at once: one of the two sees the other, every time', async () => {
    const outcomes = await Promise.all(
      ['DK', 'FI', 'IS', 'IE', 'PT'].map(async (country) => {
        const { store, freeze, april } = await aMay(country);
        const [said, froze] = await Promise.all([
          store.record({ moves: [april], standing: [], revenueImport: anImport(april) }),
          freeze(),
        ]);
        return said.kind === 'recorded' && froze === 'frozen';
      }),
    );

    expect(outcomes).not.toContain(true);
  });
});
