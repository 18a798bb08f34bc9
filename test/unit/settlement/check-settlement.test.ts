import { describe, expect, it } from 'vitest';
import { instantOf } from '#kernel/time/clock';
import { checkSettlement } from '#settlement/steps/check-settlement';
import { aDraft, aPosting } from '#test/support/ledger/builders';
import { OWN_ACCOUNT, settlementDesk } from '#test/support/settlement/settlement-desk';

const cents = (count: number) => BigInt(count) * 100_000_000n;

describe('the daily check', () => {
  it('names a difference that somebody made behind its back, and rings', async () => {
    const world = settlementDesk();
    await world.drop({ lines: [{ cents: 500, side: 'credit' }] });
    expect(await checkSettlement(world.access)).toEqual({ checked: 1, differences: 0, quiet: 0 });

    await world.ledger.post(aDraft('t', [aPosting(`bank:${OWN_ACCOUNT}:EUR`, 'suspense:x:EUR', '0.03')]));
    expect(await checkSettlement(world.access)).toEqual({ checked: 1, differences: 1, quiet: 0 });
    expect(world.bell.events).toContainEqual({
      type: 'Settlement Difference',
      account: OWN_ACCOUNT,
      currency: 'EUR',
      difference: -cents(3),
    });
  });

  it('takes a day that has begun at the bank before it has here', async () => {
    const world = settlementDesk();
    await world.drop({ on: '2025-05-08', lines: [{ cents: 500, side: 'credit' }] });

    expect(await checkSettlement(world.access)).toEqual({ checked: 1, differences: 0, quiet: 0 });
  });

  it('misses a bank that has said nothing for more than three weekdays', async () => {
    const world = settlementDesk();
    await world.drop({ on: '2025-05-06', lines: [] });
    world.clock.moveTo(instantOf(Date.UTC(2025, 4, 12)));
    await checkSettlement(world.access);
    expect(world.bell.events.map(({ type }) => type)).not.toContain('Statement Missing');

    world.clock.moveTo(instantOf(Date.UTC(2025, 4, 13)));
    await checkSettlement(world.access);
    expect(world.bell.events.map(({ type }) => type)).toContain('Statement Missing');
  });
});
