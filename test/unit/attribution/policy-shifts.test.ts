import { describe, expect, it } from 'vitest';
import { otherPolicy, shiftKey } from '#attribution/policy-shift';
import type { Recomputation } from '#attribution/ports';
import { findPolicyShift, knownShifts } from '#attribution/steps/policy-shifts';
import { recomputationKey } from '#attribution/steps/recomputations';

const ASKED = { periodId: 'US_2025_04', policy: 'user_centric' } as const;
const SHIFT = {
  period_id: 'US_2025_04',
  policy: 'user_centric',
  compared_with: 'pro_rata',
  currency: 'USD',
  pool: '2.0000000000',
  moved: '0.9800000001',
  moved_share: '0.4900000001',
  gaining_holders: 1,
  losing_holders: 1,
} as const;

/** A lake's documents, and a machine that ends every simulation in the way that a test names. */
function world(ends: 'completed' | 'failed' | 'not') {
  const kept = new Map<string, string>();
  const started: string[] = [];
  const documents = {
    put: async (key: string, text: string) => void kept.set(key, text),
    get: async (key: string) => kept.get(key),
    differenceOf: async () => undefined,
  };
  const keepShift = () => kept.set(shiftKey(ASKED.periodId, ASKED.policy), JSON.stringify(SHIFT));
  const recomputations = {
    start: async (one: Recomputation) => {
      started.push(one.id);
      if (ends === 'not') return;
      if (ends === 'completed') keepShift();
      kept.set(
        recomputationKey(one),
        JSON.stringify({ status: ends, error: 'QueryFailed', detail: 'It took too long' }),
      );
    },
  };
  return { started, keepShift, ports: { documents, recomputations, waitMilliseconds: 0 } };
}

describe('the shift to another policy', () => {
  it('is simulated by the first who asks, and found by everybody after', async () => {
    const { ports, started } = world('completed');

    const [first, second] = [await findPolicyShift(ASKED, ports), await findPolicyShift(ASKED, ports)];

    expect([first, second]).toEqual([
      { kind: 'known', shift: SHIFT },
      { kind: 'known', shift: SHIFT },
    ]);
    expect(started).toEqual(['shift-US_2025_04-user_centric-1']);
  });

  it('that somebody simulated before is not simulated again', async () => {
    const { ports, started, keepShift } = world('completed');
    keepShift();

    expect(await findPolicyShift(ASKED, ports)).toEqual({ kind: 'known', shift: SHIFT });
    expect(started).toEqual([]);
  });

  it('is on its way while its simulation runs, however often it is asked for', async () => {
    const { ports, started } = world('not');

    expect(await findPolicyShift(ASKED, ports)).toEqual({ kind: 'running' });
    expect(await findPolicyShift(ASKED, ports)).toEqual({ kind: 'running' });
    expect(new Set(started)).toEqual(new Set(['shift-US_2025_04-user_centric-1']));
  });

  it('that failed says why, is tried anew by whoever asks next, and not for ever', async () => {
    const { ports, started } = world('failed');

    for (let ask = 0; ask < 5; ask += 1)
      expect(await findPolicyShift(ASKED, ports)).toEqual({ kind: 'failed', detail: 'It took too long' });

    expect(started).toEqual([1, 2, 3].map((attempt) => `shift-US_2025_04-user_centric-${attempt}`));
  });

  it('of earlier months is told where it is known, and never simulated for that', async () => {
    const { ports, started, keepShift } = world('completed');
    keepShift();

    const known = await knownShifts([{ ...ASKED, periodId: 'US_2025_03' }, ASKED], ports);

    expect(known).toEqual([SHIFT]);
    expect(started).toEqual([]);
  });
});

it('a period is compared with user-centric, and one that is user-centric with pro-rata', () => {
  expect((['pro_rata', 'artist_centric', 'user_centric'] as const).map(otherPolicy)).toEqual([
    'user_centric',
    'user_centric',
    'pro_rata',
  ]);
});
