import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamodbAdjustmentRegister } from '#close/adapters/dynamodb-adjustment-register';
import { DynamodbPeriodRegister } from '#close/adapters/dynamodb-period-register';
import type { Adjustment } from '#close/adjustment';
import { prepareAdjustment } from '#close/steps/prepare-adjustment';
import { memoryAdjustments } from '#test/support/adjustment-memory';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { aClock, MAY_1 } from '#test/support/ledger/builders';
import { aFreeze, aPeriod, aSeal } from '#test/support/period-builders';
import { memoryPeriods } from '#test/support/period-memory';

let dynoxide: Dynoxide;
beforeAll(async () => {
  dynoxide = await startDynoxide();
});
afterAll(() => dynoxide.stop());

const anAdjustment = (adjustmentId: string, changes: Partial<Adjustment> = {}): Adjustment => ({
  adjustmentId,
  periodId: 'US_2025_03',
  kind: 'chargeback',
  amount: '10.0000000000',
  currency: 'USD',
  reason: 'The bank took it back',
  preparedBy: 'ops',
  preparedAt: MAY_1,
  ...changes,
});
const NONE = '0.0000000000';
const approval = { approvedBy: 'ann', approvedAt: MAY_1 };
const event = { step: 'FreezePool', at: MAY_1, note: '' };

function inMemory() {
  const { adjustments, take } = memoryAdjustments();
  return { adjustments, register: memoryPeriods({ revenueVersionOf: () => 1, takeAdjustments: take }) };
}

function inDynamodb() {
  return {
    adjustments: new DynamodbAdjustmentRegister(dynoxide.client, dynoxide.controlTable),
    register: new DynamodbPeriodRegister(dynoxide.client, dynoxide.controlTable),
  };
}

describe.each([
  ['in memory', inMemory],
  ['in DynamoDB', inDynamodb],
])('the register of adjustments %s', (_label, open) => {
  let bench: ReturnType<typeof inMemory> | ReturnType<typeof inDynamodb>;
  beforeAll(async () => {
    bench = open();
    for (const month of ['04', '05']) {
      const Item = marshall({ pk: `REVENUE#US_2025_${month}`, sk: 'HEAD', version: 1 });
      await dynoxide.client.send(new PutItemCommand({ TableName: dynoxide.controlTable, Item }));
    }
  });

  it('keeps the first of an id, and the first approval of it', async () => {
    const { adjustments } = bench;
    const first = anAdjustment('adj_1');

    expect(await adjustments.create(first, NONE)).toBe('created');
    expect(await adjustments.create({ ...first, amount: '99.0000000000' }, '10.0000000000')).toBe('exists');
    expect(await adjustments.approve({ ...first, ...approval })).toBe('approved');
    expect(await adjustments.approve({ ...first, ...approval, approvedBy: 'bob' })).toBe('stale');
    expect(await adjustments.approve(anAdjustment('adj_unknown', approval))).toBe('stale');
    expect(await adjustments.find('US_2025_03', 'adj_1')).toEqual({ ...first, ...approval });
    expect(await adjustments.ofCountry('US')).toEqual([{ ...first, ...approval }]);
    expect(await adjustments.ofCountry('GB')).toEqual([]);
  });

  it('takes one of two that saw the same sum, and together never more than was collected', async () => {
    const { adjustments, register } = bench;
    const freeze = aFreeze();
    const pool = { ...freeze.pool, collectedRevenue: '100.0000000000' };
    const period = aPeriod('US_2025_02', { state: 'FROZEN', freeze: { ...freeze, pool } });
    await register.create(period, event);
    const ports = { register, adjustments, clock: aClock(MAY_1) };
    const prepare = (adjustmentId: string) =>
      prepareAdjustment(ports, anAdjustment(adjustmentId, { periodId: 'US_2025_02', amount: '30.0000000000' }));
    const of = anAdjustment('a', { periodId: 'US_2025_01' });

    expect(await adjustments.create(of, NONE)).toBe('created');
    expect(await adjustments.create({ ...of, adjustmentId: 'b' }, NONE)).toBe('stale');
    const answers = await Promise.all(['1', '2', '3', '4', '5'].map(prepare));
    expect(answers.filter((answer) => answer.kind === 'problem')).toMatchObject([
      { code: 'more-than-collected' },
      { code: 'more-than-collected' },
    ]);
    const taken = (await adjustments.ofCountry('US')).filter(({ periodId }) => periodId === 'US_2025_02');
    expect(taken).toHaveLength(3);
  });

  it('is marked by the freeze that takes it, once, and shown on the frozen period (R29)', async () => {
    const { adjustments, register } = bench;
    await adjustments.create(anAdjustment('adj_2'), '10.0000000000');
    await register.create(aPeriod('US_2025_03', { state: 'PAID' }), event);
    const freezing = async (periodId: string, adjustmentId: string) => {
      const chargebacks = [{ adjustmentId, sourcePeriodId: 'US_2025_03', amount: '7.0000000000' }];
      const freeze = aFreeze();
      const reconciling = aPeriod(periodId, { state: 'RECONCILING', seal: aSeal() });
      await register.create(reconciling, event);
      const pool = { ...freeze.pool, chargebacks };
      return register.freeze({ ...reconciling, state: 'FROZEN', revision: 2, freeze: { ...freeze, pool } }, event, 1);
    };

    expect(await freezing('US_2025_04', 'adj_2')).toBe('revenue-changed');
    expect(await freezing('US_2025_04', 'adj_1')).toBe('frozen');
    expect(await freezing('US_2025_05', 'adj_1')).toBe('revenue-changed');

    expect(await adjustments.find('US_2025_03', 'adj_1')).toMatchObject({ takenBy: 'US_2025_04' });
    expect(await register.correctionsOut('US_2025_03')).toEqual([
      { periodId: 'US_2025_04', kind: 'chargeback', plays: 0, amount: '7.0000000000' },
    ]);
    expect((await register.find('US_2025_04'))?.freeze?.pool.chargebacks).toHaveLength(1);
  });
});
