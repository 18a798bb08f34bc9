import { describe, expect, it } from 'vitest';
import type { Adjustment } from '#close/adjustment';
import { chargebacksOf } from '#close/adjustment';
import { determinePool } from '#close/pool';
import { approveAdjustment } from '#close/steps/approve-adjustment';
import { prepareAdjustment } from '#close/steps/prepare-adjustment';
import { parseCurrency } from '#kernel/money/currency';
import { type Instant, instantOf } from '#kernel/time/clock';
import { A_MONTH, closeWorld } from '#test/support/close-world';
import { faultsOf } from '#test/support/ledger/audit';
import { aDecimal, units } from '#test/support/money';
import { aPeriod } from '#test/support/period-builders';

const USD = parseCurrency('USD') ?? ('' as never);
const at = (text: string): Instant => instantOf(Date.parse(text));
const APRIL = 'US_2025_04';
const MAY = 'US_2025_05';

const approved = (adjustmentId: string, changes: Partial<Adjustment> = {}): Adjustment => ({
  adjustmentId,
  periodId: APRIL,
  kind: 'chargeback',
  amount: '10.0000000000',
  currency: 'USD',
  reason: 'stolen card',
  preparedBy: 'ops',
  preparedAt: at('2025-05-20T00:00:00Z'),
  approvedBy: 'ann',
  approvedAt: at('2025-05-20T00:00:00Z'),
  ...changes,
});
const takenBy = (adjustments: readonly Adjustment[]) =>
  chargebacksOf(adjustments, { period: aPeriod(MAY), currency: USD, poolShare: aDecimal('0.70') });

describe('what a pool takes of chargebacks (R13, R29)', () => {
  it('is its share of each that was approved before its cutoff, half-even in minor units', () => {
    const { cutoffAt } = aPeriod(MAY);
    const before = instantOf(Date.parse(cutoffAt) - 1);

    expect(
      takenBy([
        approved('b', { approvedAt: before, amount: '0.0500000000' }),
        approved('a'),
        approved('at the cutoff', { approvedAt: cutoffAt }),
      ]),
    ).toEqual([
      { adjustmentId: 'a', sourcePeriodId: APRIL, amount: '7.0000000000' },
      { adjustmentId: 'b', sourcePeriodId: APRIL, amount: '0.0400000000' },
    ]);
  });

  it.each([
    ['is not approved', { approvedBy: undefined, approvedAt: undefined }],
    ['was taken before', { takenBy: 'US_2025_04' }],
    ['is of the period itself', { periodId: MAY }],
    ['is in another currency', { currency: 'EUR' }],
  ] as const)('is nothing of one that %s', (_label, changes) => {
    expect(takenBy([approved('a', changes)])).toEqual([]);
  });

  it('is at most twenty at once; the rest waits for the next pool', () => {
    const many = Array.from({ length: 25 }, (_, index) => approved(`a${String(index).padStart(2, '0')}`));

    expect(takenBy(many).map(({ adjustmentId }) => adjustmentId)).toEqual(
      many.slice(0, 20).map(({ adjustmentId }) => adjustmentId),
    );
  });

  it('lowers the pool, and its adjustments say so', () => {
    const pool = determinePool({
      currency: USD,
      revenueVersion: 1,
      collectedRevenue: units('20'),
      poolShare: aDecimal('0.70'),
      carry: 0n,
      chargebacks: takenBy([approved('a')]),
    });

    expect(pool).toMatchObject({
      sharedRevenue: '14.0000000000',
      adjustments: '-7.0000000000',
      pool: '7.0000000000',
    });
  });
});

/** April is PAID out of a hundred dollars; May has collected fifty. */
async function aWorld() {
  const world = closeWorld({ [APRIL]: A_MONTH, [MAY]: { ...A_MONTH, revenue: '50.0000000000' } });
  await world.close(APRIL);
  // The world's clock stands in August; a chargeback must have been approved before May's cutoff.
  const clock = { now: () => at('2025-05-20T00:00:00Z') };
  const ports = { ...world.ports, clock };
  const prepare = (amount: string, changes: object = {}) =>
    prepareAdjustment(ports, {
      adjustmentId: 'adj_1',
      periodId: APRIL,
      kind: 'chargeback',
      amount,
      currency: 'USD',
      reason: 'stolen card',
      preparedBy: 'ops',
      ...changes,
    });
  const approve = (subject: string) => approveAdjustment(ports, { periodId: APRIL, adjustmentId: 'adj_1', subject });
  return { ...world, prepare, approve };
}

describe('a chargeback of a frozen period', () => {
  it('goes through the next pool to the last digit, once, and is shown on both periods', async () => {
    const world = await aWorld();
    const { prepare, approve, ports, store } = world;

    expect(await prepare('10')).toMatchObject({ amount: '10.0000000000', preparedBy: 'ops' });
    expect(await prepare('99')).toMatchObject({ amount: '10.0000000000' });
    expect(await approve('ops')).toMatchObject({ kind: 'problem', status: 403 });
    expect(await approve('ann')).toMatchObject({ approvedBy: 'ann' });
    expect(await approve('bob')).toMatchObject({ approvedBy: 'ann' });
    expect(await world.close(MAY)).toBe('paid');

    const may = await ports.register.find(MAY);
    expect(may?.freeze?.pool).toMatchObject({ adjustments: '-7.0000000000', pool: '28.0000000000' });
    expect(await ports.register.correctionsOut(APRIL)).toEqual([
      { periodId: MAY, kind: 'chargeback', plays: 0, amount: '7.0000000000' },
    ]);
    expect(await ports.adjustments.find(APRIL, 'adj_1')).toMatchObject({ takenBy: MAY });
    expect(await world.balance(`clearing:pool:${MAY}:USD`)).toBe(0n);
    expect(await world.balance('revenue:US:USD')).toBe(units('70') + units('35') - units('7'));
    expect(await faultsOf(store)).toEqual([]);
  });

  it('is refused before the freeze, beyond what was collected, in another currency and of nothing', async () => {
    const { prepare } = await aWorld();

    expect(await prepare('1', { periodId: MAY })).toMatchObject({ status: 404 });
    expect(await prepare('100.0000000001')).toMatchObject({ status: 422, code: 'more-than-collected' });
    expect(await prepare('1', { currency: 'EUR' })).toMatchObject({ status: 422, code: 'currency-differs' });
    expect(await prepare('0')).toMatchObject({ status: 422, code: 'amount-wrong' });
    expect(await prepare('60')).toMatchObject({ amount: '60.0000000000' });
    expect(await prepare('41', { adjustmentId: 'adj_2' })).toMatchObject({ code: 'more-than-collected' });
  });
});
