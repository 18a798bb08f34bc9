import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatUnits, parseUnits } from '#kernel/money/units';
import { type AttributionDesk, anAttributionDesk, type PeriodRows } from '#test/support/attribution-desk';

const FOUR = ['artist', 'label', 'publisher', 'songwriter'];
const QUARTERS = FOUR.map((rightsType) => ({ rightsType, weight: '0.25' }));
const RENEGOTIATED = '2025-04-16T00:00:00Z';

describe('the close of a period', () => {
  let desk: AttributionDesk;
  let runs = 0;

  beforeAll(async () => {
    desk = await anAttributionDesk();
  });

  afterAll(() => desk.close());

  const attributed = (rows: PeriodRows) => {
    runs += 1;
    return desk.attributed(rows, { run: `r${runs}` });
  };

  it('the four-times trap: four rights types pay a stream once, not four times (R9)', async () => {
    const shares = FOUR.map((rightsType) => ({ trackId: 'T1', rightsType, holderId: `H-${rightsType}` }));

    const { report, proven } = await attributed({ pool: '1', plays: [{ times: 10 }], shares, weights: QUARTERS });

    expect(proven).toMatchObject({
      lines: 40,
      attributed: '1.00000000000000000000',
      unattributed: `0.${'0'.repeat(20)}`,
    });
    expect(report.holders.map(({ amount }) => amount)).toEqual(FOUR.map(() => '0.25000000000000000000'));
  });

  it('a play at exactly the renegotiation instant belongs to the new deal, one before it to the old (R4)', async () => {
    const shares = [
      { trackId: 'T1', holderId: 'OLD', to: RENEGOTIATED },
      { trackId: 'T1', holderId: 'NEW', from: RENEGOTIATED },
    ];
    const plays = [
      { playId: 'last', playedAt: '2025-04-15T23:59:59.999Z' },
      { playId: 'first', playedAt: RENEGOTIATED },
      { playId: 'later', playedAt: '2025-04-30T23:59:59.999Z' },
    ];

    const { periodId, run } = await attributed({ pool: '3', plays, shares });

    const lines = await desk.lake.page({ periodId, run, holderId: '', trackId: '', after: undefined, releaseRuns: [] });
    expect(lines.map(({ playId, rightsHolderId }) => [playId, rightsHolderId])).toEqual([
      ['last', 'OLD'],
      ['first', 'NEW'],
      ['later', 'NEW'],
    ]);
  });

  it('what truncation leaves is the residual, and the three sum to the pool to the last digit (R14, R15, R16)', async () => {
    const shares = [
      { trackId: 'T1', holderId: 'H1', share: '0.33333' },
      { trackId: 'T1', holderId: 'H2', share: '0.66667' },
    ];

    const { report, proven } = await attributed({ pool: '1', plays: [{ times: 3 }], shares });

    expect(report.rates['base_rate']).toBe('0.3333333333');
    expect(proven).toMatchObject({
      attributed: '0.99999999990000000000',
      unattributed: '0.00000000000000000000',
      residual: '0.00000000010000000000',
    });
  });

  it('skips and flagged plays earn nothing and are counted (R5, R7)', async () => {
    const plays = [{ playId: 'good' }, { playId: 'skip', isEligible: false }, { playId: 'bot' }];

    const { counted, proven } = await attributed({
      pool: '7',
      plays,
      shares: [{ trackId: 'T1', holderId: 'H1' }],
      flagged: ['bot', 'bot', 'skip', 'of another month'],
    });

    expect(counted).toMatchObject({ plays: 3, qualified_plays: 1, fraud_plays: 1 });
    expect(proven).toMatchObject({ lines: 1, attributed: '7.00000000000000000000' });
  });

  it('what no share covers is unattributed by track and type, with the reason; an unnamed type earns nothing (R9, R10)', async () => {
    const shares = [
      { trackId: 'T1', rightsType: 'artist', holderId: 'H1', from: RENEGOTIATED },
      { trackId: 'T1', rightsType: 'label', holderId: 'H2' },
      { trackId: 'T1', rightsType: 'remixer', holderId: 'H3' },
    ];
    const weights = [
      { rightsType: 'artist', weight: '0.5' },
      { rightsType: 'label', weight: '0.5' },
    ];
    const plays = [
      { playedAt: '2025-04-01T00:00:00Z' },
      { playedAt: RENEGOTIATED },
      { trackId: 'T2', playedAt: RENEGOTIATED },
    ];

    const { report, proven } = await attributed({ pool: '3', plays, shares, weights });

    expect(report.holders).toEqual([
      { rights_holder_id: 'H1', amount: '0.50000000000000000000' },
      { rights_holder_id: 'H2', amount: '1.00000000000000000000' },
    ]);
    expect(report.unattributed_by_track).toEqual([
      { track_id: 'T1', rights_type: 'artist', reason: 'not-covered', plays: 1, amount: '0.50000000000000000000' },
      { track_id: 'T2', rights_type: 'artist', reason: 'no-rights', plays: 1, amount: '0.50000000000000000000' },
      { track_id: 'T2', rights_type: 'label', reason: 'no-rights', plays: 1, amount: '0.50000000000000000000' },
    ]);
    expect(report.unnamed_rights_types).toEqual(['remixer']);
    expect(proven).toMatchObject({ attributed: '1.50000000000000000000', unattributed: '1.50000000000000000000' });
  });

  it('the country’s own set of weights holds where it has one in force, else the set of * (R9)', async () => {
    const shares = ['artist', 'label'].map((rightsType) => ({ trackId: 'T1', rightsType, holderId: rightsType }));
    const weights = [
      { country: '*', rightsType: 'artist', weight: '1' },
      { country: 'US', rightsType: 'label', weight: '1', from: RENEGOTIATED },
    ];
    const plays = [{ playedAt: '2025-04-15T23:59:59.999Z' }, { playedAt: RENEGOTIATED, times: 3 }];

    const { report } = await attributed({ pool: '4', plays, shares, weights });

    expect(report.holders).toEqual([
      { rights_holder_id: 'artist', amount: '1.00000000000000000000' },
      { rights_holder_id: 'label', amount: '3.00000000000000000000' },
    ]);
  });

  it.each([
    [
      'overlap',
      ['0.6', '0.6'],
      /artist shares of track T1 overlap: they sum to 1\.20000 in \[2025-04-01T00:00:00\.000Z, 2025-05-01/,
    ],
    ['short', ['0.6', '0.3'], /artist shares of track T1 sum to 0\.90000 in/],
  ])('shares that %s stop the close, named by track, type and interval (R8)', async (_kind, parts, message) => {
    const shares = parts.map((share, index) => ({ trackId: 'T1', holderId: `H${index}`, share }));

    const counting = attributed({ pool: '1', plays: [{}], shares });

    await expect(counting).rejects.toMatchObject({ name: 'RightsNotWhole', message: expect.stringMatching(message) });
  });

  it.each([
    [
      'no weights in force at a play',
      [{ from: RENEGOTIATED }],
      /no weights are in force in \[2025-04-01T00:00:00\.000Z, 2025-04-16T00:00:00\.000Z\), when 1 plays happened/,
    ],
    ['weights that do not sum to 1', [{ weight: '0.9' }], /sum to 0\.90000/],
  ])('%s stop the close (R9)', async (_kind, weights, message) => {
    const shares = [{ trackId: 'T1', holderId: 'H1' }];

    const counting = attributed({ pool: '1', plays: [{}], shares, weights });

    await expect(counting).rejects.toMatchObject({ name: 'RightsNotWhole', message: expect.stringMatching(message) });
  });

  it('user-centric: revenue of nobody, and of subscribers without a play, is spread over all plays (R20)', async () => {
    const plays = [
      { userId: 'u1', trackId: 'A', times: 2 },
      { userId: 'free', trackId: 'B', times: 2 },
    ];
    const revenue = [{ userId: 'u1', amount: '4' }, { userId: 'silent', amount: '3' }, { amount: '1' }];
    const shares = ['A', 'B'].map((name) => ({ trackId: name, holderId: name }));

    const { report } = await attributed({ pool: '8', policy: 'user_centric', plays, shares, revenue });

    expect(report.rates).toMatchObject({ base_rate: '1.0000000000', own_rates: 1 });
    expect(report.holders).toEqual([
      { rights_holder_id: 'A', amount: '6.00000000000000000000' },
      { rights_holder_id: 'B', amount: '2.00000000000000000000' },
    ]);
  });

  it.each([
    ['in a currency of large numbers', '700000000000', ['600000000000.00', '400000000000.25']],
    ['of more digits than hundredths', '7', ['0.0000000006', '0.0000000004']],
  ])('user-centric: revenue %s is followed to the last digit (R20)', async (_kind, pool, amounts) => {
    const [paid = '', unnamed = ''] = amounts;
    const plays = [
      { userId: 'u1', trackId: 'A' },
      { userId: 'free', trackId: 'B' },
    ];
    const revenue = [{ userId: 'u1', amount: paid }, { amount: unnamed }];
    const shares = ['A', 'B'].map((name) => ({ trackId: name, holderId: name }));

    const { report } = await attributed({ pool, policy: 'user_centric', plays, shares, revenue });

    const [poolUnits = 0n, own = 0n, spread = 0n] = [pool, paid, unnamed].map((text) => parseUnits(text) ?? 0n);
    const base = (poolUnits * spread) / ((own + spread) * 2n);
    const heard = (poolUnits * own) / (own + spread) + base;
    expect(report.holders).toEqual([
      { rights_holder_id: 'A', amount: `${formatUnits(heard)}0000000000` },
      { rights_holder_id: 'B', amount: `${formatUnits(base)}0000000000` },
    ]);
  });

  it('tracks below the threshold are out of the count, and the rest share their money (R19)', async () => {
    const plays = [
      { trackId: 'A', times: 10 },
      { trackId: 'B', times: 9 },
    ];
    const shares = ['A', 'B'].map((name) => ({ trackId: name, holderId: name }));
    const trackEligibility = { playsMin: 10, months: 12 };

    const { counted, report } = await attributed({ pool: '19', plays, shares, trackEligibility });

    expect(counted).toMatchObject({ plays: 19, qualified_plays: 10, ineligible_plays: 9 });
    expect(report.holders).toEqual([{ rights_holder_id: 'A', amount: '19.00000000000000000000' }]);
  });

  it('a pool below zero attributes nothing and is carried whole; so is one without a qualified play (R13, R18)', async () => {
    const shares = [{ trackId: 'T1', holderId: 'H1' }];

    const negative = await attributed({ pool: '-5', plays: [{}], shares });
    const empty = await attributed({ pool: '5', plays: [{ isEligible: false }], shares });

    expect(negative.proven).toMatchObject({ lines: 0, residual: '-5.00000000000000000000' });
    expect(empty.proven).toMatchObject({ lines: 0, residual: '5.00000000000000000000' });
  });
});
