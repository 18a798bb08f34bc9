import { describe, expect, it } from 'vitest';
import { beginCutoff } from '#close/steps/begin-cutoff';
import { beginReconciling } from '#close/steps/begin-reconciling';
import { confirmRevenue, takeRevenueNews } from '#close/steps/confirm-revenue';
import { ensureOpen } from '#close/steps/ensure-open';
import { freezePool } from '#close/steps/freeze-pool';
import { recordCloseFault } from '#close/steps/record-close-fault';
import { startClose } from '#close/steps/start-close';
import { instantOf } from '#kernel/time/clock';
import { A_MONTH, closeWorld } from '#test/support/close-world';
import { MAY_1 } from '#test/support/ledger/builders';
import { aFreeze, aPeriod, aSeal } from '#test/support/period-builders';

const PERIOD = 'US_2025_04';
const at = (text: string) => instantOf(Date.parse(text));

describe('a close that misses its revenue', () => {
  it('waits for a person, is reminded, and goes on when revenue is recorded; it never guesses', async () => {
    const world = closeWorld({ [PERIOD]: { plays: A_MONTH.plays } });

    expect(await world.close(PERIOD)).toBe('waiting');
    const waiting = await world.ports.register.find(PERIOD);
    expect(waiting).toMatchObject({
      state: 'RECONCILING',
      waitingFor: { for: 'revenue', detail: 'Nobody said what US collected in 2025-04; drop it under revenue/' },
      taskToken: `${PERIOD}-1`,
    });
    await confirmRevenue(world.ports, { periodId: PERIOD, taskToken: 'tomorrow' });
    expect((await world.ports.register.events(PERIOD)).at(-1)?.note).toContain('Still waits for revenue');

    world.revenue.set(PERIOD, { version: 1, total: '100.0000000000' });
    await takeRevenueNews(world.ports, PERIOD);
    expect(world.woken).toEqual(['tomorrow']);
    expect(await confirmRevenue(world.ports, { periodId: PERIOD, taskToken: 'again' })).toEqual({
      outcome: 'confirmed',
    });
    expect(await world.execute(PERIOD, 1)).toBe('paid');
    expect((await world.ports.register.find(PERIOD))?.waitingFor).toBeUndefined();
  });

  it('does not freeze over revenue that was replaced while it counted', async () => {
    const world = closeWorld({ [PERIOD]: { ...A_MONTH } });
    const period = aPeriod(PERIOD, { state: 'RECONCILING', seal: aSeal() });
    await world.ports.register.create(period, { step: 'Opened', at: MAY_1, note: '' });
    const { frozenAt: _frozenAt, run: _run, pool, ...counted } = aFreeze();
    world.revenue.set(PERIOD, { version: 2, total: '1.0000000000' });

    expect(await freezePool(world.ports, { periodId: PERIOD, attempt: 1, inputs: { pool, counted } })).toEqual({
      outcome: 'revenue-changed',
    });
    expect((await world.ports.register.find(PERIOD))?.state).toBe('RECONCILING');
  });
});

describe('the periods of a country', () => {
  it('freeze in order: a later one waits until the earlier has posted what it leaves over', async () => {
    const world = closeWorld({ US_2025_04: { plays: A_MONTH.plays }, US_2025_05: A_MONTH, DE_2025_05: A_MONTH });

    expect(await world.close('US_2025_04')).toBe('waiting');
    expect(await world.close('US_2025_05')).toBe('waiting');
    expect(await world.ports.register.find('US_2025_05')).toMatchObject({ waitingFor: { for: 'previous_period' } });
    expect(await world.close('DE_2025_05')).toBe('paid');

    world.revenue.set('US_2025_04', { version: 1, total: '100.0000000000' });
    expect(await world.execute('US_2025_04', 1)).toBe('paid');
    expect(world.woken).toContain('US_2025_05-1');
    expect(await world.execute('US_2025_05', 1)).toBe('paid');
  });

  it('do not wait for one that has plays and that nobody asked to close', async () => {
    const world = closeWorld({ US_2025_05: A_MONTH });
    await ensureOpen(world.ports, 'US_2025_04');

    expect(await world.close('US_2025_05')).toBe('paid');
  });

  it('wait for one that has revenue to share, even if nobody asked to close it yet', async () => {
    const world = closeWorld({ US_2025_02: A_MONTH, US_2025_05: A_MONTH });
    await ensureOpen(world.ports, 'US_2025_02');

    expect(await world.close('US_2025_05')).toBe('waiting');
    expect(await world.ports.register.find('US_2025_05')).toMatchObject({ waitingFor: { for: 'previous_period' } });

    expect(await world.close('US_2025_02')).toBe('paid');
    expect(await world.execute('US_2025_05', 1)).toBe('paid');
  });

  it('cannot close behind one that is frozen', async () => {
    const world = closeWorld({ US_2025_05: A_MONTH });
    await world.close('US_2025_05');

    expect(await startClose(world.ports, { periodId: 'US_2025_04', subject: 'ops' })).toMatchObject({
      kind: 'problem',
      status: 409,
      code: 'later-period-frozen',
    });
  });
});

describe('a freeze', () => {
  it('happens once: a second answers with the first, whatever it brings', async () => {
    const world = closeWorld({ [PERIOD]: A_MONTH });
    await world.close(PERIOD);
    const first = (await world.ports.register.find(PERIOD))?.freeze;

    const again = await freezePool(world.ports, {
      periodId: PERIOD,
      attempt: 9,
      inputs: { pool: aFreeze().pool, counted: { ...aFreeze(), qualifiedPlays: 1 } },
    });

    expect(again).toMatchObject({ outcome: 'frozen', freeze: first });
    expect((await world.ports.register.find(PERIOD))?.freeze).toEqual(first);
  });

  it('is a bug before the period is RECONCILING', async () => {
    const world = closeWorld({});
    await ensureOpen(world.ports, PERIOD);

    await expect(freezePool(world.ports, { periodId: PERIOD, attempt: 1 })).rejects.toThrow(
      'US_2025_04 is OPEN; only a RECONCILING period with a pool and its counts can freeze',
    );
  });
});

describe('the cutoff', () => {
  it('comes with the grace’s last instant, not before (R1)', async () => {
    const { ports } = closeWorld({});
    const early = { ...ports, clock: { now: () => at('2025-05-07T23:59:59.999Z') } };
    const due = { ...ports, clock: { now: () => at('2025-05-08T00:00:00.000Z') } };
    await ensureOpen(early, PERIOD);

    await expect(beginCutoff(early, PERIOD)).rejects.toMatchObject({
      name: 'CutoffTooEarly',
      message: 'US_2025_04 takes plays until 2025-05-08T00:00:00.000Z; its cutoff comes then, not before',
    });
    expect(await beginCutoff(due, PERIOD)).toEqual({ state: 'CUTOFF', policy: 'pro_rata' });
  });

  it('takes one play manifest, and no other afterwards', async () => {
    const { ports } = closeWorld({});
    await ensureOpen(ports, PERIOD);
    await beginCutoff(ports, PERIOD);

    await beginReconciling(ports, { periodId: PERIOD, seal: aSeal() });
    await beginReconciling(ports, { periodId: PERIOD, seal: aSeal() });

    await expect(
      beginReconciling(ports, { periodId: PERIOD, seal: aSeal({ playManifestHash: 'e'.repeat(64) }) }),
    ).rejects.toMatchObject({ name: 'SealDiffers' });
  });
});

describe('a close that stopped', () => {
  it('says why, and goes on as the next attempt when somebody asks again', async () => {
    const { ports, started } = closeWorld({});
    await startClose(ports, { periodId: PERIOD, subject: 'ops' });
    const cause = JSON.stringify({ errorType: 'RightsNotWhole', errorMessage: 'T1 sums to 0.9' });

    await recordCloseFault(ports, { periodId: PERIOD, attempt: 1, fault: { error: 'RightsNotWhole', cause } });
    expect(await ports.register.find(PERIOD)).toMatchObject({
      waitingFor: { for: 'fault', detail: 'RightsNotWhole: T1 sums to 0.9' },
    });
    const again = await startClose(ports, { periodId: PERIOD, subject: 'pat' });

    expect(again).toMatchObject({ attempt: 2, askedBy: ['ops', 'pat'] });
    expect((await ports.register.find(PERIOD))?.waitingFor).toBeUndefined();
    expect(started).toEqual([`${PERIOD}-1`, `${PERIOD}-1`, `${PERIOD}-2`]);
  });

  it('and was followed by another attempt says nothing any more', async () => {
    const { ports } = closeWorld({});
    for (const subject of ['ops', 'ops']) await startClose(ports, { periodId: PERIOD, subject });

    await recordCloseFault(ports, { periodId: PERIOD, attempt: 1, fault: { error: 'Late', cause: '' } });

    expect((await ports.register.find(PERIOD))?.waitingFor).toBeUndefined();
  });
});
