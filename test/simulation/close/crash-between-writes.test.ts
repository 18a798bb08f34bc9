import { describe, expect, it } from 'vitest';
import { A_MONTH, closeWorld, ProcessDied, somePlays, type WorldMonth } from '#test/support/close-world';
import { faultsOf } from '#test/support/ledger/audit';
import { units } from '#test/support/money';

const MONTHS: Readonly<Record<string, WorldMonth>> = {
  US_2025_04: A_MONTH,
  US_2025_05: { revenue: '0.0500000000', plays: [] },
  US_2025_06: { revenue: '33.3300000000', plays: somePlays(11) },
};

/** Three months of a country, where the given write may kill the process before or after it took effect. */
function aWorld(crash?: { readonly write: number; readonly after: boolean }) {
  let writes = 0;
  const world = closeWorld(MONTHS, (write) => {
    writes += 1;
    const dies = crash?.write === writes;
    if (dies && !crash.after) throw new ProcessDied();
    write();
    if (dies) throw new ProcessDied();
  });
  return { ...world, writes: () => writes };
}

async function outcomeOf(world: ReturnType<typeof aWorld>) {
  for (const periodId of Object.keys(MONTHS)) expect(await world.close(periodId)).toBe('paid');
  const balances = await Promise.all(
    [
      'payable:holder:H1:USD',
      'payable:holder:H2:USD',
      'payable:holder:H3:USD',
      'holding:unattributed:T3:artist:USD',
      'holding:residual:US:USD',
      'revenue:US:USD',
      'clearing:pool:US_2025_04:USD',
      'clearing:pool:US_2025_05:USD',
      'clearing:pool:US_2025_06:USD',
    ].map(async (account) => [account, await world.balance(account)] as const),
  );
  const periods = await Promise.all(Object.keys(MONTHS).map((periodId) => world.ports.register.find(periodId)));
  return {
    faults: await faultsOf(world.store),
    balances: Object.fromEntries(balances),
    available: await world.available('payable:holder:H1:USD'),
    periods: periods.map((period) => ({
      state: period?.state,
      pool: period?.freeze?.pool,
      rate: period?.freeze?.perStreamRate,
      posting: period?.posting,
    })),
  };
}

describe('a close whose process dies at a write and that is asked for again', () => {
  it('pays the same, whichever write it was, before or after it took effect', async () => {
    const calm = aWorld();
    const expected = await outcomeOf(calm);
    expect(expected.faults).toEqual([]);
    expect(expected.periods.map(({ state }) => state)).toEqual(['PAID', 'PAID', 'PAID']);
    expect(calm.writes()).toBeGreaterThan(50);

    for (let write = 1; write <= calm.writes(); write += 1) {
      for (const after of [false, true]) {
        const outcome = await outcomeOf(aWorld({ write, after }));
        expect(outcome, `write ${write}, ${after ? 'after' : 'before'}`).toEqual(expected);
      }
    }
  });

  it('shares every unit: revenue in, holders, holding and the residual out, clearing at exactly zero', async () => {
    const { balances, available, periods } = await outcomeOf(aWorld());

    const shared = units('70') + units('0.04') + units('23.33');
    const owed = ['payable:holder:H1:USD', 'payable:holder:H2:USD', 'payable:holder:H3:USD'].reduce(
      (sum, account) => sum + (balances[account] ?? 0n),
      0n,
    );
    const held = (balances['holding:unattributed:T3:artist:USD'] ?? 0n) + (balances['holding:residual:US:USD'] ?? 0n);
    expect(balances['revenue:US:USD']).toBe(shared);
    expect(owed + held).toBe(shared);
    for (const periodId of Object.keys(MONTHS)) expect(balances[`clearing:pool:${periodId}:USD`]).toBe(0n);
    expect(available).toBe(balances['payable:holder:H1:USD']);
    expect(periods[0]?.rate).toBe('10.0000000000');
    expect(periods[1]).toMatchObject({ pool: { pool: '0.0400000000' }, posting: { residual: '0.0400000000' } });
    expect(periods[1]?.rate).toBeUndefined();
    expect(periods[2]).toMatchObject({
      pool: { carry: '0.0400000000', pool: '23.3700000000' },
      rate: '2.1245454545',
      posting: { residual: '0.0000000005' },
    });
  });
});
