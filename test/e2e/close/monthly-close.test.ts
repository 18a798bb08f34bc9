import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { closeDesk } from '#test/support/close-desk';
import { startTestCloud } from '#test/support/local-cloud';
import { aPlayRecord } from '#test/support/plays/play-builders';
import { streamDesk } from '#test/support/plays/stream-desk';

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startTestCloud({ startAt: '2025-04-30T21:30:00Z' });
});

afterAll(() => cloud.stop());

it('on the first of the month every country with plays or revenue closes, each in an execution of its own', async () => {
  const desk = closeDesk(cloud);
  const playedAt = Date.parse('2025-04-30T20:00:00Z');
  await streamDesk(cloud).put([
    aPlayRecord({ play_id: 'A', country_id: 'DE', played_at_ms: playedAt }),
    aPlayRecord({ play_id: 'B', country_id: 'SE', played_at_ms: playedAt }),
  ]);
  await desk.drop(
    'revenue/april.csv',
    'country,period,user_id,currency,amount\nFR,2025-04,,EUR,10\nFR,2025-06,,EUR,10\n',
  );

  await desk.until('2025-04-30T23:30:00Z');
  const open = await desk.call('/v1/periods?month=2025-04');
  await desk.until('2025-05-01T00:06:00Z');
  const closing = await desk.call('/v1/periods?month=2025-04');

  const told = (attempt: number) =>
    ['DE', 'FR', 'SE'].map((country) => ({ country, state: 'OPEN', policy: 'pro_rata', attempt }));
  expect(open.body).toMatchObject({ items: told(0) });
  expect(closing.body).toMatchObject({ items: told(1) });
  expect((await desk.call('/v1/periods?month=2025-06')).body).toMatchObject({ items: [{ country: 'FR', attempt: 0 }] });
});

it('a month that cannot close is an answer, so that the schedule of the others rings no alarm', async () => {
  const answer = await cloud.invoke('StartClose', { period_id: 'FR_2025_06' });

  expect(answer.functionError).toBeUndefined();
  expect(answer.payload).toMatchObject({ outcome: 'refused', detail: expect.stringContaining('FR_2025_06') });
});
