import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { closeDesk } from '#test/support/close-desk';
import { startTestCloud } from '#test/support/local-cloud';

let cloud: LocalCloud;
let desk: ReturnType<typeof closeDesk>;

beforeAll(async () => {
  cloud = await startTestCloud({ startAt: '2025-05-01T00:00:00Z' });
  desk = closeDesk(cloud);
});

afterAll(() => cloud.stop());

describe('a month of a country', () => {
  it('without any play is sealed all the same, and reconciled from then on', async () => {
    await desk.close('US_2025_04');
    await desk.until('2025-05-08T00:01:00Z');

    const period = await desk.period('US_2025_04');
    expect(period.timeline.map(({ step }) => step)).toEqual([
      'Opened',
      'CloseAsked',
      'BeginCutoff',
      'BeginReconciling',
    ]);
    expect(period).toMatchObject({
      state: 'RECONCILING',
      plays: 0,
      late_plays: 0,
      play_manifest_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});
