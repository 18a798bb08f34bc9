import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamodbHoldBook } from '#payouts/adapters/dynamodb-hold-book';
import { DynamodbPayoutRegister } from '#payouts/adapters/dynamodb-payout-register';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { anInstant } from '#test/support/instants';
import { memoryPayouts } from '#test/support/payouts/memory-payouts';
import { aRun, payoutRegisterContract } from '#test/support/payouts/register-contract';

let dynoxide: Dynoxide;
let used = 0;

beforeAll(async () => {
  dynoxide = await startDynoxide();
});

afterAll(() => dynoxide.stop());

function fresh(): string {
  used += 1;
  return `R${used.toString(16).toUpperCase().padStart(12, '0')}`;
}

describe('the register of payout runs in memory', () => {
  payoutRegisterContract(memoryPayouts, fresh);
});

describe('the register of payout runs on DynamoDB', () => {
  const open = () => new DynamodbPayoutRegister(dynoxide.client, dynoxide.controlTable);

  payoutRegisterContract(open, fresh);

  it('lists runs newest first', async () => {
    const register = open();
    const event = { step: 'Asked', at: anInstant('2026-01-01'), note: 'Asked for' };
    const [older, newer] = [
      aRun(fresh(), { createdAt: anInstant('2026-01-01') }),
      aRun(fresh(), { createdAt: anInstant('2026-01-02') }),
    ];
    for (const run of [older, newer]) await register.createRun(run, event);

    const first = await register.listRuns({ limit: 1 });
    const second = await register.listRuns({ limit: 1, after: first.nextAfter });

    expect([...first.items, ...second.items].map(({ runId }) => runId)).toEqual([newer.runId, older.runId]);
  });
});

describe('the holds', () => {
  it('say why a holder is not paid, until they are released', async () => {
    const holds = new DynamodbHoldBook(dynoxide.client, dynoxide.controlTable);
    const hold = { holderId: 'H1', state: 'held', reason: 'A claim is open', by: 'olga' } as const;

    await holds.record({ ...hold, at: anInstant('2025-05-01') });
    expect(await holds.holdsOn(['H1', 'H2'])).toEqual(new Map([['H1', 'A claim is open']]));

    await holds.record({ ...hold, state: 'released', at: anInstant('2025-05-02') });
    expect(await holds.holdsOn(['H1'])).toEqual(new Map());
  });
});
