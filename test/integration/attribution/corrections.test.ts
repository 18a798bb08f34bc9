import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TakeCorrectionsPorts } from '#attribution/steps/take-corrections';
import { type AttributionDesk, anAttributionDesk, type PeriodRows } from '#test/support/attribution-desk';
import { aCorrectionsDesk } from '#test/support/corrections-desk';

let desk: AttributionDesk;
let after: ReturnType<typeof aCorrectionsDesk>;
let tests = 0;
/** Of a year for each test: what is looked back on is less than two. */
let [APRIL, MAY, JUNE] = ['', '', ''];
/** Between the end of April and the cutoff of May, and a month later. */
let [SINCE_APRIL, SINCE_MAY] = ['', ''];

beforeAll(async () => {
  desk = await anAttributionDesk();
});
beforeEach(() => {
  tests += 1;
  const year = 2000 + 2 * tests;
  [APRIL, MAY, JUNE] = [`US_${year}_04`, `US_${year}_05`, `US_${year}_06`];
  [SINCE_APRIL, SINCE_MAY] = [`${year}-05-20T00:00:00Z`, `${year}-06-20T00:00:00Z`];
  after = aCorrectionsDesk(desk, tests);
});
afterAll(() => desk.close());

const WEIGHTS = [
  { rightsType: 'artist', weight: '0.75' },
  { rightsType: 'songwriter', weight: '0.25' },
];
/** Songwriters of T1 are not registered. */
const SHARES = [{ trackId: 'T1', holderId: 'H1' }];
const on = (periodId: string) => `${periodId.slice(3, 7)}-${periodId.slice(8)}-10T00:00:00Z`;

function rows(periodId: string, pool: string, plays: readonly string[], rest: Partial<PeriodRows> = {}): PeriodRows {
  const played = plays.map((playId) => ({ playId, userId: `U-${playId}`, playedAt: on(periodId) }));
  return { periodId, pool, plays: played, weights: WEIGHTS, shares: SHARES, ...rest };
}

describe('a flagged play whose held part was released', () => {
  it('is taken back from whom it was released to, and the other’s part from holding (R10, R29)', async () => {
    await desk.attributed(rows(APRIL, '4', ['a', 'b']));
    await after.bridge(901, [{ holderId: 'W1' }]);
    await after.land('US', []);

    expect(await after.release(APRIL, 901)).toEqual(['W1 T1 2 1.00000000000000000000']);
    await after.flag(['b'], SINCE_APRIL);
    const { taken, totals } = await after.take(MAY, { bridgeVersion: 901 });

    expect(taken).toMatchObject({ amount: '2.0000000000', sources: [{ kind: 'recovered', plays: 1 }] });
    expect(totals).toEqual([
      `${APRIL} recovered H1 -1.50000000000000000000`,
      `${APRIL} recovered W1 -0.50000000000000000000`,
    ]);
  });

  it('is not released any more once it is flagged: what is held of it is the next pool’s', async () => {
    await desk.attributed(rows(APRIL, '4', ['a', 'b']));
    await after.bridge(901, [{ holderId: 'W1' }]);
    await after.land('US', []);
    await after.flag(['b'], SINCE_APRIL);

    const { totals } = await after.take(MAY, { bridgeVersion: 1 });
    expect(await after.release(APRIL, 901)).toEqual(['W1 T1 1 0.50000000000000000000']);

    expect(totals).toEqual([
      `${APRIL} recovered T1/songwriter -0.50000000000000000000`,
      `${APRIL} recovered H1 -1.50000000000000000000`,
    ]);
  });

  it('waits for a release that was begun, since its lines may still be written', async () => {
    await desk.attributed(rows(APRIL, '4', ['a']));
    await after.land('US', []);
    after.beginRelease(APRIL);

    await expect(after.take(MAY)).rejects.toMatchObject({ name: 'ReleaseUnderway' });

    after.beginRelease(undefined);
    expect(await after.take(MAY)).toMatchObject({ taken: { kind: 'none' } });
  });
});

describe('a late play that nobody claims in part', () => {
  it('is released from the period that paid it, and taken back from there when it is flagged (R10, R29)', async () => {
    await desk.attributed(rows(APRIL, '4', ['a', 'b']));
    await after.land('US', [{ playId: 'late', playedAt: on(APRIL) }]);
    await after.bridge(900, [{ holderId: 'H1', rightsType: 'artist' }]);
    const { totals, corrections } = await after.take(MAY, { bridgeVersion: 900 });
    expect(totals).toEqual([
      `${APRIL} late T1/songwriter 0.50000000000000000000`,
      `${APRIL} late H1 1.50000000000000000000`,
    ]);
    await desk.attributed(rows(MAY, '6', ['m'], corrections === undefined ? {} : { corrections }));
    await after.bridge(902, [{ holderId: 'W1' }]);

    expect(await after.release(MAY, 902)).toEqual(['W1 T1 2 2.00000000000000000000']);
    await after.flag(['late'], SINCE_MAY);
    const june = await after.take(JUNE, { bridgeVersion: 902 });

    expect(june.totals).toEqual([
      `${APRIL} recovered H1 -1.50000000000000000000`,
      `${APRIL} recovered W1 -0.50000000000000000000`,
    ]);
    expect(june.taken).toMatchObject({ amount: '2.0000000000' });
  });
});

describe('late and flagged plays under the other policies', () => {
  it('user-centric: a late play earns the spread rate only, a flagged one gives back its listener’s (R20)', async () => {
    const revenue = [
      { userId: 'U-a', amount: '4' },
      { userId: 'U-nobody', amount: '4' },
    ];
    await desk.attributed(rows(APRIL, '8', ['a', 'b'], { policy: 'user_centric', revenue }));
    await after.land('US', [{ playId: 'late', playedAt: on(APRIL) }]);
    await after.flag(['a'], SINCE_APRIL);

    const { taken } = await after.take(MAY);

    // 4 of 8 is U-a's own; the rest spreads over two plays: 2 each, so a earned 6.
    expect(taken).toMatchObject({
      amount: '4.0000000000',
      sources: [
        { kind: 'late', plays: 1, amount: '2.0000000000' },
        { kind: 'recovered', plays: 1, amount: '-6.0000000000' },
      ],
    });
  });

  it('artist-centric: a late play earns the rate of one point, a flagged one gives back its own (R20a)', async () => {
    const plays = [
      { playId: 'a', userId: 'U1', playedAt: on(APRIL), contextType: 'search' },
      { playId: 'b', userId: 'U2', playedAt: on(APRIL) },
    ];
    await desk.attributed(rows(APRIL, '6', [], { policy: 'artist_centric', plays }));
    await after.land('US', [{ playId: 'late', playedAt: on(APRIL) }]);
    await after.flag(['a'], SINCE_APRIL);

    const { taken } = await after.take(MAY);

    expect(taken).toMatchObject({
      sources: [
        { kind: 'late', plays: 1, amount: '2.0000000000' },
        { kind: 'recovered', plays: 1, amount: '-4.0000000000' },
      ],
    });
  });

  it('a late play of a period without a rate has no value, and is listed (R18)', async () => {
    await desk.freeze(rows(APRIL, '7', []));
    await after.land('US', [{ playId: 'late', playedAt: on(APRIL) }]);

    const { taken } = await after.take(MAY);

    expect(taken).toMatchObject({
      amount: '0.0000000000',
      sources: [{ source_period_id: APRIL, kind: 'late', plays: 1, amount: '0.0000000000' }],
    });
  });
});

describe('TakeCorrections, repeated', () => {
  it('answers the same whichever write the process died at, and by another attempt (R28, R29)', async () => {
    await desk.attributed(rows(APRIL, '4', ['a', 'b']));
    await after.land('US', [{ playId: 'late', playedAt: on(APRIL) }]);
    await after.flag(['a'], SINCE_APRIL);
    let writes = 0;
    let dies = 0;
    const ports = after.portsOf(MAY, 1);
    const dying = <Args extends readonly unknown[]>(write: (...args: Args) => Promise<void>) => {
      return async (...args: Args): Promise<void> => {
        writes += 1;
        if (writes === dies) throw new Error('died before');
        await write(...args);
        writes += 1;
        if (writes === dies) throw new Error('died after');
      };
    };
    const mortal: TakeCorrectionsPorts = {
      ...ports,
      documents: {
        get: (key) => ports.documents.get(key),
        differenceOf: (sealed) => ports.documents.differenceOf(sealed),
        put: dying((key: string, body: string) => ports.documents.put(key, body)),
      },
      lake: {
        writeCorrections: dying((...args: Parameters<TakeCorrectionsPorts['lake']['writeCorrections']>) =>
          ports.lake.writeCorrections(...args),
        ),
        correctionRows: (of) => ports.lake.correctionRows(of),
        dropCorrections: (of) => ports.lake.dropCorrections(of),
      },
    };
    const { taken: expected, totals } = await after.take(MAY, { attempt: 99 });
    expect(expected).toMatchObject({ amount: '0.0000000000', sources: [{ plays: 1 }, { plays: 1 }] });

    for (dies = 1; dies <= 6; dies += 1) {
      writes = 0;
      await expect(after.take(MAY, { attempt: dies, ports: mortal })).rejects.toThrow('died');
      const again = await after.take(MAY, { attempt: dies });

      expect(again.totals).toEqual(totals);
      expect(again.taken).toMatchObject({ run: `c${dies}`, amount: '0.0000000000' });
    }
    expect(await after.take(MAY, { attempt: 99 })).toMatchObject({ taken: expected, totals });
  });

  it('takes back nothing that it took before, and no late play twice', async () => {
    await desk.attributed(rows(APRIL, '4', ['a', 'b']));
    await after.land('US', [{ playId: 'late', playedAt: on(APRIL) }]);
    await after.flag(['a'], SINCE_APRIL);
    const { corrections } = await after.take(MAY);
    await desk.attributed(rows(MAY, '6', ['m'], corrections === undefined ? {} : { corrections }));

    expect(await after.take(JUNE)).toMatchObject({ taken: { kind: 'none' } });
  });
});
