import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { parseCountry } from '#kernel/country';
import { marketTermsOf } from '#kernel/market/market-terms';
import { createFlagQueries, createFraudReader } from '#plays/adapters/athena-flag-queries';
import { flagFraud } from '#plays/steps/flag-fraud';
import { sealPlays } from '#plays/steps/seal-plays';
import { dropsDesk } from '#test/support/drops-desk';
import { startTestCloud } from '#test/support/local-cloud';
import { at } from '#test/support/plays/play-builders';
import { aLandedPlay, type PlayToLand, playLakeDesk, thePeriod } from '#test/support/plays/play-lake-desk';

let cloud: LocalCloud;
let desk: ReturnType<typeof playLakeDesk>;
let drops: ReturnType<typeof dropsDesk>;

/** Three of everything is allowed, and tempo is looked at. */
const { fraud } = marketTermsOf(parseCountry('US') ?? expect.fail('US'));
const terms = {
  fraud: {
    ...fraud,
    shortPlays: { ...fraud.shortPlays, playsMax: 3 },
    userDay: { eligiblePlaysMax: 3 },
    device: { usersMax: 3 },
    tempo: { isEnabled: true, windowSeconds: 60, eligiblePlaysMax: 2 },
  },
};

const NOON = at('2025-04-10T12:00:00Z');
const HOUR = 3_600_000;
let minted = 0;

function times(count: number, of: (index: number) => PlayToLand) {
  return Array.from({ length: count }, (_, index) => {
    minted += 1;
    const play = { playedAtMs: NOON + index * HOUR, ingestedAtMs: NOON + 24 * HOUR + minted, ...of(index) };
    return aLandedPlay(play);
  });
}

const PLAYS = [
  // Four short plays of one track: one more than allowed, and all of the listener's plays of it are flagged.
  ...times(4, (n) => ({
    playId: `short-${n}`,
    userId: 'short',
    trackId: 'hit',
    durationPlayedSeconds: n % 2 === 0 ? 30 : 35,
    playedAtMs: NOON + n * 24 * HOUR,
  })),
  ...times(1, () => ({
    playId: 'short-long',
    userId: 'short',
    trackId: 'hit',
    durationPlayedSeconds: 200,
    playedAtMs: NOON + 9 * 24 * HOUR,
  })),
  ...times(1, () => ({
    playId: 'short-other-track',
    userId: 'short',
    trackId: 'miss',
    durationPlayedSeconds: 30,
    playedAtMs: NOON + 10 * 24 * HOUR,
  })),
  // Three are allowed; 29 and 36 seconds are not short plays.
  ...times(3, (n) => ({
    playId: `few-${n}`,
    userId: 'few',
    trackId: 'hit',
    durationPlayedSeconds: 30,
    playedAtMs: NOON + n * 24 * HOUR,
  })),
  ...times(2, (n) => ({
    playId: `edge-${n}`,
    userId: 'few',
    trackId: 'hit',
    durationPlayedSeconds: n === 0 ? 29 : 36,
    playedAtMs: NOON + (5 + n) * 24 * HOUR,
  })),
  // Four eligible plays of a day, and a skip of that day; the day after is another day.
  ...times(4, (n) => ({
    playId: `day-${n}`,
    userId: 'day',
    trackId: `d${n}`,
    playedAtMs: at('2025-04-11T20:00:00Z') + n * HOUR,
  })),
  ...times(1, () => ({
    playId: 'day-skip',
    userId: 'day',
    trackId: 'd9',
    durationPlayedSeconds: 5,
    playedAtMs: at('2025-04-11T00:00:00Z'),
  })),
  ...times(1, () => ({ playId: 'next-day', userId: 'day', trackId: 'd1', playedAtMs: at('2025-04-12T00:00:00Z') })),
  // Four listeners on one device, three on another, and many without one.
  ...times(4, (n) => ({ playId: `device-${n}`, userId: `guest-${n}`, deviceId: 'kiosk' })),
  ...times(3, (n) => ({ playId: `family-${n}`, userId: `member-${n}`, deviceId: 'living-room' })),
  ...times(5, (n) => ({ playId: `none-${n}`, userId: `nobody-${n}` })),
  // Three within a minute, one more than allowed; in a whole minute they are no more than a person can hear.
  ...[0, 20_000, 59_999].flatMap((after, n) =>
    times(1, () => ({ playId: `fast-${n}`, userId: 'fast', trackId: `f${n}`, playedAtMs: NOON + after })),
  ),
  ...[0, 20_000, 60_000].flatMap((after, n) =>
    times(1, () => ({ playId: `steady-${n}`, userId: 'steady', trackId: `f${n}`, playedAtMs: NOON + after })),
  ),
];

beforeAll(async () => {
  cloud = await startTestCloud({ startAt: '2025-05-08T01:00:00Z' });
  desk = playLakeDesk(cloud);
  drops = dropsDesk(cloud);
  await desk.land('april', PLAYS);
  await desk.compact();
  await sealPlays(thePeriod('US_2025_04'), desk.sealPorts);
});

afterAll(async () => {
  desk.close();
  await cloud.stop();
});

const ports = () => ({
  seals: desk.sealPorts.book,
  book: desk.flagBook,
  queries: createFlagQueries(desk.athena),
  objects: desk.sealPorts.objects,
  clock: desk.ports.clock,
});
const request = (attempt: string) => ({ periodId: 'US_2025_04', attempt, terms });

async function flagged(run: string): Promise<readonly (readonly string[])[]> {
  const rows = await desk.athena.rows(
    'select play_id, rule, evidence from fraud_flags where scope = ? and run = ? order by rule, play_id',
    { parameters: ['US_2025_04', run] },
  );
  return rows.map(({ play_id = '', rule = '', evidence = '' }) => [rule, play_id, evidence]);
}

describe('the fraud rules (R7)', () => {
  it('flag every play of the listener and track, the listener’s day, the device, the stretch; each flag names its evidence', async () => {
    const found = await flagFraud(request('1'), ports());

    const short = '{"short_plays":4,"allowed":3}';
    const day = '{"day":"2025-04-11","eligible_plays":4,"allowed":3}';
    const device = '{"users":4,"allowed":3}';
    const tempo = '{"window_ms":60000,"allowed":2}';
    expect(await flagged(found.flags.run)).toEqual([
      ...[0, 1, 2, 3].map((n) => ['shared_device', `device-${n}`, device]),
      ...['short-0', 'short-1', 'short-2', 'short-3', 'short-long'].map((id) => ['short_plays', id, short]),
      ...[0, 1, 2].map((n) => ['tempo', `fast-${n}`, tempo]),
      ...['day-0', 'day-1', 'day-2', 'day-3', 'day-skip'].map((id) => ['user_day', id, day]),
    ]);
    expect(found).toMatchObject({ flaggedPlays: 17, flags: { scope: 'US_2025_04', flags: 17 } });
  });

  it('find the same when the attempt is repeated, and append another run for another attempt', async () => {
    const first = await flagFraud(request('1'), ports());
    const [one, two] = await Promise.all([flagFraud(request('2'), ports()), flagFraud(request('2'), ports())]);

    expect(one).toEqual(two);
    expect(one.flags.run).not.toBe(first.flags.run);
    expect(await flagFraud(request('1'), ports())).toEqual(first);
    expect(await desk.flagBook.sealedFor('US_2025_04')).toEqual([one.flags]);
  });

  it('need a sealed period', async () => {
    const open = flagFraud({ ...request('1'), periodId: 'GB_2025_04' }, ports());

    await expect(open).rejects.toMatchObject({ name: 'PeriodNotSealed' });
  });
});

describe('flags from outside', () => {
  it('are taken whole, once, and a play that carries one is claimed and not paid', async () => {
    const file =
      'play_id,reason\nnone-0,bought streams\nshort-0,bought streams\nnever-seen,bought streams\nnone-0,bought streams\n';
    const first = await drops.drop('fraud/april.csv', file);
    const again = await drops.drop('fraud/again.csv', `${file}none-1,bot farm\n`);
    const refused = await drops.drop('fraud/bad.csv', 'play_id,reason\nnone-2,\n,why\n');

    expect(first).toMatchObject({ status: 'completed', counts: { created: 3, unchanged: 1 } });
    expect(again).toMatchObject({ status: 'completed', counts: { created: 1, unchanged: 4 } });
    expect(refused).toMatchObject({ status: 'failed' });
    expect(refused?.errors.map(({ code, line }) => [code, line])).toEqual([
      ['bad_reason', 2],
      ['bad_play_id', 3],
    ]);
    const found = await flagFraud(request('3'), ports());
    expect(found.flaggedPlays).toBe(19);
    const reader = createFraudReader(desk.athena, desk.sealPorts.book, desk.flagBook);
    const claimed = await reader.claimedNotPaid('US_2025_04');
    expect(claimed.filter(({ rule }) => rule === 'external')).toEqual([
      { trackId: 'hit', rule: 'external', reason: 'bought streams', claimedPlays: 1, users: 1 },
      { trackId: 't1', rule: 'external', reason: 'bot farm', claimedPlays: 1, users: 1 },
      { trackId: 't1', rule: 'external', reason: 'bought streams', claimedPlays: 1, users: 1 },
    ]);
    expect(claimed.find(({ rule }) => rule === 'user_day')).toBeDefined();
    expect(claimed.some(({ trackId }) => trackId === 'd9')).toBe(false);
  });
});
