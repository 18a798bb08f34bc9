import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AthenaReleaseLake } from '#attribution/adapters/athena-release-lake';
import { S3RunStages } from '#attribution/adapters/s3-run-stages';
import { parseReleaseTotals } from '#attribution/release-totals';
import { writeRelease } from '#attribution/steps/write-release';
import { type AttributionDesk, anAttributionDesk } from '#test/support/attribution-desk';

let desk: AttributionDesk;
beforeAll(async () => {
  desk = await anAttributionDesk();
});
afterAll(() => desk.close());

const APRIL_15 = Date.UTC(2025, 3, 15);

/** A bridge of one (track, type) as a later rights drop makes it; nulls are open ends. */
async function laterBridge(version: number, shares: readonly (readonly [string, string, number, number | null])[]) {
  const rows = shares.map(
    ([holder, share, from, to]) => `('T1', 'songwriter', '${holder}', ${share}, ${from}, ${to ?? 'null'})`,
  );
  await desk.parquet(
    `rights_bridge/version=${version}/bridge.parquet`,
    `select track_id, rights_type, holder_id, cast(share as decimal(6,5)) as share,
       cast(effective_from_ms as bigint) as effective_from_ms, cast(effective_to_ms as bigint) as effective_to_ms
     from (values ${rows.join(', ')}) t(track_id, rights_type, holder_id, share, effective_from_ms, effective_to_ms)`,
  );
}

async function released(periodId: string, bridgeVersion: number, earlier: readonly number[] = []) {
  const lake = new AthenaReleaseLake(desk.queries(), new S3RunStages(desk.s3, 'royalty-lake'));
  const { closedPeriods, documents } = desk;
  const flags = { sealedFor: async () => [] };
  const written = await writeRelease({ periodId, bridgeVersion, earlier }, { closedPeriods, documents, lake, flags });
  const totals = parseReleaseTotals((await documents.get(written.totals_key)) ?? '');
  return totals.map(({ holderId, lines, amount }) => `${holderId} ${lines} ${amount}`);
}

const WEIGHTS = [
  { rightsType: 'artist', weight: '0.75' },
  { rightsType: 'songwriter', weight: '0.25' },
];

describe('the lines of a release (R10)', () => {
  it('are the uncovered, qualified plays of the covered time, at their own frozen rates, and none twice', async () => {
    await desk.attributed({
      periodId: 'US_2025_04',
      policy: 'user_centric',
      pool: '8',
      plays: [
        { playId: 'a', userId: 'U1', playedAt: '2025-04-14T23:59:59.999Z' },
        { playId: 'b', userId: 'U1', playedAt: '2025-04-15T00:00:00Z' },
        { playId: 'c', userId: 'U2', playedAt: '2025-04-20T00:00:00Z' },
        { playId: 'skipped', userId: 'U2', isEligible: false },
        { playId: 'farm', userId: 'U3', playedAt: '2025-04-20T00:00:00Z' },
      ],
      flagged: ['farm'],
      weights: WEIGHTS,
      shares: [{ trackId: 'T1', holderId: 'H1' }],
      revenue: [
        { userId: 'U1', amount: '2' },
        { userId: 'U2', amount: '2' },
      ],
    });
    await laterBridge(901, [
      ['W1', '0.33333', APRIL_15, null],
      ['W2', '0.66667', APRIL_15, null],
    ]);
    await laterBridge(902, [
      ['W1', '1', APRIL_15, null],
      ['W3', '1', 0, APRIL_15],
    ]);

    // U1's plays earn 2 each, U2's one earns 4; a quarter of each is the songwriters'.
    const part = ['W1 2 0.49999500000000000000', 'W2 2 1.00000500000000000000'];
    expect(await released('US_2025_04', 901)).toEqual(part);
    expect(await released('US_2025_04', 901)).toEqual(part);
    expect(await released('US_2025_04', 902, [901])).toEqual(['W3 1 0.50000000000000000000']);
  });

  it('are none where the freeze left nothing to claim, and stop where shares do not pay a claim whole', async () => {
    await desk.attributed({
      periodId: 'US_2025_05',
      pool: '3',
      plays: [{ playedAt: '2025-05-10T00:00:00Z', times: 3 }],
      weights: WEIGHTS,
      shares: [{ trackId: 'T1', holderId: 'H1' }],
    });
    await laterBridge(903, [['W1', '1', 0, Date.UTC(2025, 4, 1)]]);
    await laterBridge(904, [['W1', '0.9', 0, null]]);

    expect(await released('US_2025_05', 903)).toEqual([]);
    await expect(released('US_2025_05', 904)).rejects.toThrow('the shares of 3 claims do not make up the weight');
  });
});
