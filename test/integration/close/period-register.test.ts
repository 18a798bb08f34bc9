import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamodbPeriodRegister } from '#close/adapters/dynamodb-period-register';
import type { PeriodRegister } from '#close/ports';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { MAY_1 } from '#test/support/ledger/builders';
import { aFreeze, aPeriod, aSeal } from '#test/support/period-builders';
import { memoryPeriods } from '#test/support/period-memory';

const anEvent = (step: string) => ({ step, at: MAY_1, note: step, actor: 'pat' });

let dynoxide: Dynoxide;
const revenueVersions = new Map<string, number>();

beforeAll(async () => {
  dynoxide = await startDynoxide();
});

afterAll(() => dynoxide.stop());

async function giveRevenue(periodId: string, version: number): Promise<void> {
  revenueVersions.set(periodId, version);
  const Item = marshall({ pk: `REVENUE#${periodId}`, sk: 'HEAD', version });
  await dynoxide.client.send(new PutItemCommand({ TableName: dynoxide.controlTable, Item }));
}

describe.each([
  ['in memory', () => memoryPeriods({ revenueVersionOf: (periodId) => revenueVersions.get(periodId) })],
  ['in DynamoDB', () => new DynamodbPeriodRegister(dynoxide.client, dynoxide.controlTable)],
] as const)('the register of periods %s', (_, openRegister: () => PeriodRegister) => {
  let register: PeriodRegister;

  beforeAll(() => {
    register = openRegister();
  });

  it('finds nothing of what was never written', async () => {
    expect(await register.find('FR_2025_04')).toBeUndefined();
    expect(await register.events('FR_2025_04')).toEqual([]);
    expect(await register.ofMonth('2024-04')).toEqual([]);
    expect(await register.ofCountry('FR')).toEqual([]);
  });

  it('finds a period as it was written, field by field, with its events in order', async () => {
    const opened = aPeriod('US_2025_04');
    const cutoff = aPeriod('US_2025_04', {
      state: 'CUTOFF',
      revision: 2,
      askedBy: ['ops'],
      attempt: 1,
      waitingFor: { for: 'revenue', detail: 'US_2025_04 has no revenue', since: MAY_1 },
      taskToken: 'token',
      seal: aSeal(),
    });

    expect(await register.create(opened, anEvent('Opened'))).toBe('created');
    expect(await register.create(opened, anEvent('Opened'))).toBe('exists');
    expect(await register.save(cutoff, anEvent('BeginCutoff'))).toBe('saved');

    expect(await register.find('US_2025_04')).toEqual(cutoff);
    expect(await register.events('US_2025_04')).toEqual([anEvent('Opened'), anEvent('BeginCutoff')]);
  });

  it('forgets what a change leaves out', async () => {
    await register.create(aPeriod('SE_2025_04', { taskToken: 'token' }), anEvent('Opened'));

    await register.save(aPeriod('SE_2025_04', { revision: 2, taskToken: undefined }));

    expect(await register.find('SE_2025_04')).toEqual(aPeriod('SE_2025_04', { revision: 2 }));
  });

  it('takes one writer of two, and never a state that lies behind or too far ahead', async () => {
    await register.create(aPeriod('NO_2025_04'), anEvent('Opened'));

    expect(await register.save(aPeriod('NO_2025_04', { state: 'FROZEN', revision: 2 }))).toBe('stale');
    const both = [register.save(aPeriod('NO_2025_04', { state: 'CUTOFF', revision: 2 }), anEvent('a'))];
    both.push(register.save(aPeriod('NO_2025_04', { state: 'CUTOFF', revision: 2, attempt: 9 }), anEvent('b')));
    expect((await Promise.all(both)).toSorted()).toEqual(['saved', 'stale']);
    expect(await register.save(aPeriod('NO_2025_04', { state: 'OPEN', revision: 3 }))).toBe('stale');
    expect((await register.find('NO_2025_04'))?.state).toBe('CUTOFF');
    expect(await register.events('NO_2025_04')).toHaveLength(2);
  });

  it('freezes once, and only over the revenue that was counted (R14, R21)', async () => {
    await giveRevenue('DE_2025_04', 2);
    await register.create(aPeriod('DE_2025_04', { state: 'RECONCILING' }), anEvent('Opened'));
    const frozen = aPeriod('DE_2025_04', { state: 'FROZEN', revision: 2, freeze: aFreeze() });

    expect(await register.freeze(frozen, anEvent('Freeze'), 1)).toBe('revenue-changed');
    expect((await register.find('DE_2025_04'))?.state).toBe('RECONCILING');
    const both = [register.freeze(frozen, anEvent('Freeze'), 2), register.freeze(frozen, anEvent('Freeze'), 2)];
    expect((await Promise.all(both)).toSorted()).toEqual(['frozen', 'stale']);
    const again = aPeriod('DE_2025_04', { state: 'FROZEN', revision: 3, freeze: aFreeze({ run: '2' }) });
    expect(await register.freeze(again, anEvent('Freeze'), 2)).toBe('stale');
    expect(await register.find('DE_2025_04')).toEqual(frozen);
  });

  it('lists the periods of a month by country, and those of a country oldest first', async () => {
    for (const periodId of ['JP_2025_03', 'IT_2025_03', 'JP_2024_12', 'JP_2025_02'])
      await register.create(aPeriod(periodId), anEvent('Opened'));

    const ids = (periods: readonly { periodId: string }[]) => periods.map(({ periodId }) => periodId);
    expect(ids(await register.ofMonth('2025-03'))).toEqual(['IT_2025_03', 'JP_2025_03']);
    expect(ids(await register.ofCountry('JP'))).toEqual(['JP_2024_12', 'JP_2025_02', 'JP_2025_03']);
  });
});
