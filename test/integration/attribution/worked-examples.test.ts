import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttributionDesk, anAttributionDesk, type CloseReport } from '#test/support/attribution-desk';

/** Amounts of 20 decimals by holder, as exact integers of 10⁻²⁰. */
const unitsOf = ({ holders }: CloseReport) =>
  Object.fromEntries(
    holders.map(({ rights_holder_id, amount }) => [rights_holder_id, BigInt(amount.replace('.', ''))]),
  );

/** Short of its exact value by less than 10⁻¹⁰ for each of the holder's plays, and never above it: a rate is cut, nothing else is. */
function expectColumn(
  report: CloseReport,
  plays: readonly { readonly trackId: string; readonly times: number }[],
  exact: Readonly<Record<string, readonly [bigint, bigint]>>,
): void {
  const found = unitsOf(report);
  for (const [holder, [dividend, divisor]] of Object.entries(exact)) {
    const heard = plays.reduce((sum, { trackId, times }) => sum + (trackId === holder ? times : 0), 0);
    // In 10⁻²⁰ × the divisor, so that nothing is rounded here either.
    const short = dividend * 10n ** 20n - (found[holder] ?? 0n) * divisor;
    expect(short, `${holder} is ${found[holder]}, exactly ${dividend}/${divisor}`).toBeGreaterThanOrEqual(0n);
    expect(short).toBeLessThan(BigInt(heard) * 10n ** 10n * divisor);
  }
}

const OWN = ['A', 'B', 'C', 'P', 'N'].map((name) => ({ trackId: name, holderId: name }));

describe('worked examples through the real queries', () => {
  let desk: AttributionDesk;

  beforeAll(async () => {
    desk = await anAttributionDesk();
  });

  afterAll(() => desk.close());

  describe('E4: two users who pay the same, 99 plays of one artist against 1 of another', () => {
    const plays = [
      { userId: 'u1', trackId: 'A', times: 99 },
      { userId: 'u2', trackId: 'B', times: 1 },
    ];
    const revenue = ['u1', 'u2'].map((userId) => ({ userId, amount: '1' }));

    it('pro rata pays 99 % and 1 %', async () => {
      const { report, proven } = await desk.attributed({ pool: '2', plays, shares: OWN, revenue });

      expectColumn(report, plays, { A: [198n, 100n], B: [2n, 100n] });
      expect(proven).toMatchObject({ attributed: '2.00000000000000000000', residual: '0.00000000000000000000' });
    });

    it('user-centric pays half and half', async () => {
      const period = { pool: '2', policy: 'user_centric', plays, shares: OWN, revenue } as const;

      const { report } = await desk.attributed(period, { run: '2' });

      expectColumn(report, plays, { A: [1n, 1n], B: [1n, 1n] });
    });
  });

  describe('E5: one listener’s $7, 50 of whose 200 plays are one band', () => {
    it('user-centric gives the band $1.75', async () => {
      const plays = [
        { userId: 'u1', trackId: 'A', times: 50 },
        { userId: 'u1', trackId: 'B', times: 150 },
        { userId: 'u2', trackId: 'C', times: 1 },
      ];
      const revenue = ['u1', 'u2'].map((userId) => ({ userId, amount: '10' }));
      const period = { pool: '14', policy: 'user_centric', plays, shares: OWN, revenue } as const;

      const { report } = await desk.attributed(period, { run: '3' });

      expectColumn(report, plays, { A: [175n, 100n], B: [525n, 100n], C: [7n, 1n] });
    });

    it('the big pool gives the band $0.35 at $0.007 a play', async () => {
      const plays = [
        { userId: 'u1', trackId: 'A', times: 50 },
        { userId: 'u2', trackId: 'B', times: 1950 },
      ];

      const { report } = await desk.attributed({ pool: '14', plays, shares: OWN }, { run: '4' });

      expect(report.rates['base_rate']).toBe('0.0070000000');
      expectColumn(report, plays, { A: [35n, 100n] });
    });
  });

  describe('E6: three users who pay 700 each', () => {
    const plays = [
      { userId: 'u1', trackId: 'A', times: 80 },
      { userId: 'u1', trackId: 'B', times: 20 },
      { userId: 'u2', trackId: 'A', times: 5 },
      { userId: 'u2', trackId: 'B', times: 5 },
      { userId: 'u2', trackId: 'C', times: 10 },
      { userId: 'u3', trackId: 'C', times: 1 },
    ];
    const revenue = ['u1', 'u2', 'u3'].map((userId) => ({ userId, amount: '700' }));

    it('pro rata', async () => {
      const { report } = await desk.attributed({ pool: '2100', plays, shares: OWN, revenue }, { run: '5' });

      expectColumn(report, plays, { A: [178500n, 121n], B: [52500n, 121n], C: [2100n, 11n] });
    });

    it('user-centric', async () => {
      const period = { pool: '2100', policy: 'user_centric', plays, shares: OWN, revenue } as const;

      const { report } = await desk.attributed(period, { run: '6' });

      expectColumn(report, plays, { A: [735n, 1n], B: [315n, 1n], C: [1050n, 1n] });
    });
  });

  it('E7: artist-centric points, a cap of 1,000 plays a listener, boosts of a professional artist and of search', async () => {
    const plays = [
      { userId: 'u1', trackId: 'P', contextType: 'search', times: 500 },
      { userId: 'u1', trackId: 'P', contextType: 'radio', times: 500 },
      { userId: 'u1', trackId: 'N', contextType: 'radio', times: 1000 },
      { userId: 'u2', trackId: 'P', contextType: 'search', times: 100 },
      { userId: 'u2', trackId: 'N', contextType: 'radio', times: 500 },
    ];
    // The catalogue names no artist of N, so nothing boosts it.
    const artists = { P: 'Pro' };
    const artistTerms = { artistPlaysMin: 1000, artistListenersMin: 2, activeContexts: ['search'] };
    const period = { pool: '1400', policy: 'artist_centric', plays, artists, artistTerms, shares: OWN } as const;

    const { report } = await desk.attributed(period, { run: '7' });

    expect(report.counts).toMatchObject({ qualified_plays: 2600, lines: 2600 });
    expectColumn(report, plays, { P: [26600n, 29n], N: [14000n, 29n] });
  });
});
