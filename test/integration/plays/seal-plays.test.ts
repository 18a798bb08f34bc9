import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { sealPlays } from '#plays/steps/seal-plays';
import { startTestCloud } from '#test/support/local-cloud';
import { at } from '#test/support/plays/play-builders';
import { aLandedPlay, playLakeDesk, thePeriod } from '#test/support/plays/play-lake-desk';

let cloud: LocalCloud;
let desk: ReturnType<typeof playLakeDesk>;

beforeEach(async () => {
  cloud = await startTestCloud({ startAt: '2025-07-01T00:00:00Z' });
  desk = playLakeDesk(cloud);
});

afterEach(async () => {
  desk.close();
  await cloud.stop();
});

async function sealed(periodId: string): Promise<readonly string[]> {
  const seal = await sealPlays(thePeriod(periodId), desk.sealPorts);
  const rows = await desk.athena.rows('select play_id from plays_sealed where period_id = ? and run = ? order by 1', {
    parameters: [periodId, seal.run],
  });
  return rows.map(({ play_id = '' }) => play_id);
}

describe('a seal', () => {
  it('the grace window is about arrival: a play of 1 to 7 May counts in May only, though April still admits (R1)', async () => {
    const plays = [
      {
        playId: 'last-of-april',
        playedAtMs: at('2025-04-30T23:59:59.999Z'),
        ingestedAtMs: at('2025-05-07T23:59:59.999Z'),
      },
      { playId: 'at-cutoff', playedAtMs: at('2025-04-30T23:59:59.999Z'), ingestedAtMs: at('2025-05-08T00:00:00Z') },
      { playId: 'first-of-may', playedAtMs: at('2025-05-01T00:00:00Z'), ingestedAtMs: at('2025-05-01T00:00:01Z') },
      { playId: 'in-grace', playedAtMs: at('2025-05-06T12:00:00Z'), ingestedAtMs: at('2025-05-06T12:00:01Z') },
    ];
    await desk.land('b', plays.map(aLandedPlay));
    await desk.compact();

    expect(await sealed('US_2025_04')).toEqual(['last-of-april']);
    expect(await sealed('US_2025_05')).toEqual(['first-of-may', 'in-grace']);
  });
});
