import { describe, expect, it } from 'vitest';
import type { TracedRun } from '#close/ports';
import { takeRevenueNews } from '#close/steps/confirm-revenue';
import { openTracedPeriods } from '#close/steps/open-traced-periods';
import { planMonthlyClose } from '#close/steps/plan-monthly-close';
import { startClose } from '#close/steps/start-close';
import { instantOf } from '#kernel/time/clock';
import { closeWorld } from '#test/support/close-world';

/** A lake whose runs are read up to a mark. */
function aLake(runs: readonly TracedRun[]) {
  let through = '';
  return {
    traces: {
      unread: async () => runs.filter(({ run }) => run > through),
      markRead: async (run: string) => {
        if (run > through) through = run;
      },
    },
    through: () => through,
  };
}

const run = (name: string, ...months: readonly string[]): TracedRun => ({
  run: name,
  months: months.map((text) => ({ country: text.slice(0, 2), month: text.slice(3) })),
});

describe('the monthly close', () => {
  it('asks for every country with plays or revenue in a month that is over, once', async () => {
    const { ports } = closeWorld({});
    const { traces } = aLake([
      run('r1', 'US 2025-04', 'DE 2025-04'),
      run('r2', 'US 2025-05', 'XX 2025-04', 'SE 2025-02'),
    ]);
    const clock = { now: () => instantOf(Date.parse('2025-05-01T00:05:00Z')) };
    await takeRevenueNews({ ...ports, clock }, 'FR_2025_04');

    const plan = await planMonthlyClose({ ...ports, clock, traces });
    await startClose({ ...ports, clock }, { periodId: 'DE_2025_04', subject: 'monthly-close' });
    const again = await planMonthlyClose({ ...ports, clock, traces });

    expect(plan.periods.map(({ period_id }) => period_id)).toEqual([
      'DE_2025_04',
      'FR_2025_04',
      'SE_2025_02',
      'US_2025_04',
    ]);
    expect(again.periods.map(({ period_id }) => period_id)).toEqual(['FR_2025_04', 'SE_2025_02', 'US_2025_04']);
  });

  it('reads the newest run again, for it may still have been writing', async () => {
    const { ports } = closeWorld({});
    const runs = [run('r1', 'US 2025-04'), run('r2', 'DE 2025-04')];
    const { traces, through } = aLake(runs);

    expect(await openTracedPeriods({ ...ports, traces })).toEqual({ opened: 2 });
    expect(through()).toBe('r1');
    runs.splice(1, 1, run('r2', 'DE 2025-04', 'FR 2025-04'));
    await openTracedPeriods({ ...ports, traces });

    expect((await ports.register.ofMonth('2025-04')).map(({ periodId }) => periodId)).toEqual([
      'DE_2025_04',
      'FR_2025_04',
      'US_2025_04',
    ]);
  });
});
