import { describe, expect, it } from 'vitest';
import { openRevenueWorkbench } from '#revenue/adapters/duckdb-revenue-workbench';
import { importRevenue } from '#revenue/steps/import-revenue';
import { bytesOf } from '#test/support/bytes';
import { crashing, crashPlans } from '#test/support/crash';
import { fixedClock } from '#test/support/instants';
import { memoryRevenue } from '#test/support/revenue-memory';

const clock = fixedClock('2025-05-01T12:00:00Z');
const HEADER = 'country,period,user_id,currency,amount';
const APRIL = ['US,2025-04,U1,USD,10', 'US,2025-04,U2,USD,2.5', 'US,2025-04,,USD,100', 'US,2025-04,U1,USD,0.5'];

type Desk = Pick<ReturnType<typeof memoryRevenue>, 'store' | 'bell'>;

function drop({ store, bell }: Desk, dropId: string, lines: readonly string[]) {
  const bytes = async () => bytesOf([HEADER, ...lines].join('\n'), 4096);
  return importRevenue(dropId, { clock, store, bell, openWorkbench: openRevenueWorkbench, bytes });
}

describe('importing revenue', () => {
  it('replaces the whole of each country and month it names, and leaves the others (R21)', async () => {
    const memory = memoryRevenue();
    await drop(memory, 'd_1', [...APRIL, 'DE,2025-04,,EUR,7']);

    const outcome = await drop(memory, 'd_2', ['US,2025-04,U9,USD,1', 'US,2025-05,,USD,3']);

    expect(outcome).toMatchObject({
      revenueImport: { counts: { created: 1, updated: 1, unchanged: 0, rows: 2 } },
    });
    expect(await memory.store.current('US_2025_04')).toMatchObject({ version: 2, total: '1.0000000000', rows: 1 });
    expect(await memory.store.find('US_2025_04', 1)).toMatchObject({ total: '113.0000000000', rows: 4 });
    expect(await memory.store.current('US_2025_05')).toMatchObject({ version: 1, total: '3.0000000000' });
    expect(await memory.store.current('DE_2025_04')).toMatchObject({ version: 1, currency: 'EUR' });
    expect(memory.rung).toEqual(['DE_2025_04/1', 'US_2025_04/1', 'US_2025_04/2', 'US_2025_05/1']);
  });

  it('of the rows that stand, in whatever order, makes no version and rings no bell', async () => {
    const memory = memoryRevenue();
    await drop(memory, 'd_1', APRIL);

    const again = await drop(memory, 'd_2', APRIL.toReversed());

    expect(again).toMatchObject({ revenueImport: { counts: { created: 0, updated: 0, unchanged: 1 }, versions: [] } });
    expect(memory.rung).toEqual(['US_2025_04/1']);
    expect(memory.objects.size).toBe(1);
  });

  it('with any fault changes nothing, and every fault is named', async () => {
    const memory = memoryRevenue();

    const outcome = await drop(memory, 'd_1', [
      ...APRIL,
      'XX,2025-04,,USD,1',
      'DE,2025-04,,EUR,x',
      'US,2025-04,,EUR,1',
    ]);

    expect(outcome).toMatchObject({ kind: 'refused', errorCount: 3 });
    expect(outcome.kind === 'refused' && outcome.errors.map(({ code, line }) => [code, line])).toEqual([
      ['unknown_country', 6],
      ['bad_amount', 7],
      ['two_currencies', 8],
    ]);
    expect([memory.objects.size, memory.imports.size, memory.rung]).toEqual([0, 0, []]);
  });

  it.each(['FROZEN', 'PAID'])(
    'of a %s period is refused whole with R29 as the way; what stands may be said again',
    async (state) => {
      const memory = memoryRevenue();
      await drop(memory, 'd_1', APRIL);
      memory.states.set('US_2025_04', state);

      const changed = await drop(memory, 'd_2', ['US,2025-04,,USD,1', 'US,2025-05,,USD,3']);
      const same = await drop(memory, 'd_3', [...APRIL, 'US,2025-05,,USD,3']);

      expect(changed).toMatchObject({ kind: 'refused', errors: [{ code: 'period_frozen', value: 'US_2025_04' }] });
      expect(changed.kind === 'refused' && changed.errors[0]?.message).toContain('(R29)');
      expect(same).toMatchObject({ revenueImport: { counts: { created: 1, updated: 0, unchanged: 1 } } });
      expect(await memory.store.current('US_2025_04')).toMatchObject({ version: 1 });
    },
  );

  it('of a month behind a frozen later one is refused with R29 as the way, and nothing of the file is kept (R13)', async () => {
    const memory = memoryRevenue();
    memory.states.set('US_2025_05', 'FROZEN');

    const behind = await drop(memory, 'd_1', [...APRIL, 'GB,2025-04,,GBP,3']);
    const elsewhere = await drop(memory, 'd_2', ['GB,2025-04,,GBP,3']);

    expect(behind).toMatchObject({ kind: 'refused', errors: [{ code: 'later_period_frozen', value: 'US_2025_04' }] });
    expect(behind.kind === 'refused' && behind.errors[0]?.message).toContain('(R29)');
    expect(elsewhere).toMatchObject({ kind: 'imported' });
    expect(await memory.store.current('US_2025_04')).toBeUndefined();
  });

  it('loses to a freeze that comes between its look and its write', async () => {
    const memory = memoryRevenue();
    const { store } = memory;
    const late = {
      ...store,
      async record(record: Parameters<typeof store.record>[0]) {
        memory.states.set('US_2025_04', 'FROZEN');
        return store.record(record);
      },
    };

    const outcome = await drop({ store: late, bell: memory.bell }, 'd_1', APRIL);

    expect(outcome).toMatchObject({ kind: 'refused', errors: [{ code: 'period_frozen' }] });
    expect([await store.current('US_2025_04'), memory.rung]).toEqual([undefined, []]);
  });

  it('by two at once ends with the whole of one of them', async () => {
    const memory = memoryRevenue();
    const amounts = ['1', '2', '3', '4'];

    await Promise.all(amounts.map((amount) => drop(memory, `d_${amount}`, [`US,2025-04,,USD,${amount}`])));

    const current = await memory.store.current('US_2025_04');
    expect(amounts.map((amount) => `${amount}.0000000000`)).toContain(current?.total);
    expect(memory.imports.size).toBe(4);
  });

  it('that dies before or after any write gives the same answer when it is repeated, and its bell is heard', async () => {
    for (const plan of crashPlans(3)) {
      const memory = memoryRevenue();
      const crash = crashing(plan);
      const mortal = {
        store: crash.wrap(memory.store, ['storeSnapshot', 'record']),
        bell: crash.wrap(memory.bell, ['ring']),
      };

      await expect(drop(mortal, 'd_1', APRIL)).rejects.toThrow('died');
      const outcome = await drop(memory, 'd_1', APRIL);

      expect(outcome).toMatchObject({ revenueImport: { counts: { created: 1 }, versions: [{ version: 1 }] } });
      expect(await memory.store.current('US_2025_04')).toMatchObject({ version: 1, total: '113.0000000000' });
      expect(memory.rung).toContain('US_2025_04/1');
      expect(memory.objects.size).toBe(1);
    }
  });
});
