import { AthenaClient, GetNamedQueryCommand, ListNamedQueriesCommand } from '@aws-sdk/client-athena';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPeriod } from '#close/period';
import { periodAttributes } from '#close/period-item';
import type { LocalCloud } from '#infra/local/local-cloud';
import { sha256Hex } from '#kernel/digest';
import { parseCountryPeriod } from '#kernel/market/country-period';
import { compareUtf8 } from '#kernel/utf8-order';
import { createSealBook } from '#plays/adapters/control-seal-book';
import { dropsDesk } from '#test/support/drops-desk';
import { anInstant } from '#test/support/instants';
import { lakeRowsDesk } from '#test/support/lake-rows';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';
import { aSeal } from '#test/support/period-builders';
import { at } from '#test/support/plays/play-builders';
import { aLandedPlay, playLakeDesk } from '#test/support/plays/play-lake-desk';

const MARCH = 'US_2025_03';

describe('the questions of the trade', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof dropsDesk>;
  let plays: ReturnType<typeof playLakeDesk>;

  beforeAll(async () => {
    cloud = await startTestCloud({ startAt: '2025-04-16T00:00:00Z' });
    desk = dropsDesk(cloud);
    plays = playLakeDesk(cloud);
    await sealMarch(plays);
    await freezeMarch();
  });

  afterAll(async () => {
    plays?.close();
    await cloud?.stop();
  });

  /** Ten sealed plays of March, four of them skips; eight had arrived by the sixteenth. */
  async function sealMarch({ s3 }: ReturnType<typeof playLakeDesk>): Promise<void> {
    const rows = Array.from({ length: 10 }, (_, index) => ({
      period_id: MARCH,
      run: 'r1',
      play_id: `p${index}`,
      track_id: 'T1',
      played_at_ms: at('2025-03-10T00:00:00Z') + index,
      ingested_at_ms: at(index < 8 ? '2025-03-10T01:00:00Z' : '2025-03-20T01:00:00Z'),
      context_type: index < 5 ? 'radio' : 'playlist',
      royalty_eligible: index % 5 < 3,
    }));
    await lakeRowsDesk(cloud).put('plays_sealed', rows);
    const [dynamodb, lakeBucket] = [new DynamoDBClient(clientOptions(cloud)), 'royalty-lake'];
    const book = createSealBook({
      dynamodb,
      controlTable: 'royalty-control',
      s3,
      lakeBucket,
      heads: plays.ports.heads,
    });
    const period = parseCountryPeriod(MARCH);
    if (period === undefined) throw new Error(`${MARCH} is no period`);
    const [manifestKey, manifest] = ['play_manifests/march.json', '{"objects":[]}'];
    await s3.send(new PutObjectCommand({ Bucket: lakeBucket, Key: manifestKey, Body: manifest }));
    const now = anInstant('2025-04-08');
    const times = { periodStartMs: Date.parse(period.periodStart), periodEndMs: Date.parse(period.periodEnd) };
    await book.begin({ periodId: MARCH, countryId: 'US', ...times, cutoffAtMs: Date.parse(now) }, now);
    const counts = { plays: 10, latePlays: 0, quarantinedPlays: 0, duplicatePlays: 0 };
    const hash = sha256Hex(manifest);
    await book.complete({
      periodId: MARCH,
      run: 'r1',
      manifestKey,
      manifestHash: hash,
      objects: [],
      ...counts,
      sealedAt: now,
    });
  }

  /** The record of a frozen and proven March, and its lines: H1 has three quarters, and less after a renegotiation. */
  async function freezeMarch(): Promise<void> {
    const period = parseCountryPeriod(MARCH);
    if (period === undefined) throw new Error(`${MARCH} is no period`);
    const zero = '0.0000000000';
    const pool = {
      currency: 'USD',
      revenueVersion: 1,
      collectedRevenue: '10.0000000000',
      poolShare: '0.70',
      sharedRevenue: '7.0000000000',
      carry: zero,
      adjustments: zero,
      pool: '7.0000000000',
    };
    const now = anInstant('2025-04-08');
    const frozen = {
      ...openPeriod(period, now),
      state: 'FROZEN' as const,
      seal: aSeal(),
      freeze: {
        frozenAt: now,
        run: '1',
        pool,
        qualifiedPlays: 6,
        fraudPlays: 0,
        perStreamRate: '1.1666666666',
        ratePair: { dividend: '70000000000', divisor: '6' },
        inputManifestKey: 'k',
        inputManifestHash: 'h',
      },
      proof: { run: '1', attributed: '3', unattributed: zero, residual: zero },
    };
    const dynamodb = new DynamoDBClient(clientOptions(cloud));
    const items = [
      { pk: `PERIOD#${MARCH}`, sk: 'HEAD', gsi1pk: 'PERIODS#2025-03', gsi1sk: 'US', ...periodAttributes(frozen) },
      { pk: 'PERIOD#COUNTRY#US', sk: '2025-03', period_id: MARCH },
    ];
    for (const item of items) {
      const Item = marshall(item, { removeUndefinedValues: true });
      await dynamodb.send(new PutItemCommand({ TableName: 'royalty-control', Item }));
    }
    const line = { period_id: MARCH, run: '1', track_id: 'T1', rights_type: 'artist', rate: '1' };
    await lakeRowsDesk(cloud).put('attribution_lines', [
      {
        ...line,
        play_id: 'p1',
        played_at_ms: at('2025-03-01T00:00:00Z'),
        rights_holder_id: 'H1',
        snapshot_share: '0.75',
        payout: '1.50000000000000000001',
      },
      {
        ...line,
        play_id: 'p2',
        played_at_ms: at('2025-03-20T00:00:00Z'),
        rights_holder_id: 'H1',
        snapshot_share: '0.25',
        payout: '0.5',
      },
      {
        ...line,
        play_id: 'p2',
        played_at_ms: at('2025-03-20T00:00:00Z'),
        rights_holder_id: 'H2',
        snapshot_share: '0.75',
        payout: '0.99999999999999999999',
      },
      {
        ...line,
        play_id: 'p9',
        run: '2',
        played_at_ms: 0,
        rights_holder_id: 'H9',
        snapshot_share: '1',
        payout: '1000',
      },
    ]);
  }

  it('arrival lag is in whole seconds over the sealed plays, percentiles by nearest rank', async () => {
    const march = await desk.call(`/v1/analytics/arrival-lag?period_id=${MARCH}`, { role: 'approver' });
    const unknown = await desk.call('/v1/analytics/arrival-lag?period_id=FR_2025_03');

    const tenDays = 10 * 86_400 + 3599;
    const lag = { plays: 10, p50_seconds: 3599, p95_seconds: tenDays, p99_seconds: tenDays, max_seconds: tenDays };
    expect(march).toEqual({
      status: 200,
      body: {
        period_id: MARCH,
        ...lag,
        within_minute: '0.000000',
        within_hour: '0.700000',
        within_day: '0.800000',
        trend: [{ period_id: MARCH, ...lag }],
      },
    });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'period-not-found' } });
  });

  it('the long tail is who earned less than the floor with proven lines, holders and tracks', async () => {
    const group = { period_id: MARCH, run: '1', rights_type: 'artist', line_count: 1 };
    await lakeRowsDesk(cloud).put('line_groups', [
      { ...group, track_id: 'T1', rights_holder_id: 'H1', payout_sum: '2.00000000000000000001' },
      { ...group, track_id: 'T1', rights_holder_id: 'H2', payout_sum: '0.99999999999999999999' },
      { ...group, track_id: 'T9', rights_holder_id: 'H9', payout_sum: '1000', run: '2' },
    ]);

    const atTen = await desk.call(`/v1/analytics/long-tail?period_id=${MARCH}`);
    const atOne = await desk.call(`/v1/analytics/long-tail?period_id=${MARCH}&floor=1.00&months=1`);
    const malformed = await desk.call(`/v1/analytics/long-tail?period_id=${MARCH}&floor=1e3`);

    const track = { earners: 1, amount: '3.00000000000000000000' };
    const [all, none] = ['1.000000', '0.000000'];
    expect(atTen.body).toMatchObject({
      currency: 'USD',
      floor: '10.00',
      holders: { earners: 2, below: 2, below_share: all, amount_below_share: all },
      tracks: { ...track, below: 1, below_share: all, amount_below: track.amount, amount_below_share: all },
    });
    expect(atOne.body).toMatchObject({
      holders: { earners: 2, below: 1, below_share: '0.500000', amount_below: '0.99999999999999999999' },
      tracks: { ...track, below: 0, below_share: none, amount_below: '0.00000000000000000000' },
      trend: [
        {
          period_id: MARCH,
          holders_below: 1,
          holders_below_share: '0.500000',
          holders_amount_below_share: '0.333333',
          tracks_below: 0,
          tracks_below_share: none,
          tracks_amount_below_share: none,
        },
      ],
    });
    expect(malformed.status).toBe(400);
  });

  it('skips by surface are those under thirty seconds, of one period or of the month that ended last (R5)', async () => {
    const march = await desk.call(`/v1/analytics/skip-rate?period_id=${MARCH}`, { role: 'auditor' });
    const last = await desk.call('/v1/analytics/skip-rate');
    const none = await desk.call('/v1/analytics/skip-rate?month=2024-01');

    expect(march).toEqual({
      status: 200,
      body: {
        period_ids: [MARCH],
        plays: 10,
        skips: 4,
        skip_rate: '0.400000',
        items: [
          { surface: 'playlist', plays: 5, skips: 2, skip_rate: '0.400000' },
          { surface: 'radio', plays: 5, skips: 2, skip_rate: '0.400000' },
        ],
      },
    });
    expect(last).toEqual(march);
    expect(none.body).toEqual({ period_ids: [], plays: 0, skips: 0, skip_rate: '0.000000', items: [] });
  });

  it('concentration cumulates payouts from the best paid holder on, over the proven run alone', async () => {
    const { status, body } = await desk.call(`/v1/analytics/concentration?period_id=${MARCH}`);

    expect(status).toBe(200);
    expect(body).toMatchObject({ currency: 'USD', holders: 2, total: '3.00000000000000000000' });
    const { items } = body as { readonly items: readonly { readonly top_percent: number }[] };
    expect(items.map(({ top_percent }) => top_percent)).toEqual([1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(items[0]).toMatchObject({ top_holders: 1, amount: '2.00000000000000000001', share_of_payouts: '0.666667' });
    expect(items.at(-1)).toMatchObject({
      top_holders: 2,
      amount: '3.00000000000000000000',
      share_of_payouts: '1.000000',
    });
  });

  it('who earned what with a track goes by the deal in force: a renegotiation shows as two rows (R4, R11)', async () => {
    const { body } = await desk.call(`/v1/tracks/T1/earnings?period_id=${MARCH}`);
    const other = await desk.call(`/v1/tracks/T9/earnings?period_id=${MARCH}`);

    const first = { first_played_at: '2025-03-01T00:00:00.000Z', last_played_at: '2025-03-01T00:00:00.000Z' };
    const second = { first_played_at: '2025-03-20T00:00:00.000Z', last_played_at: '2025-03-20T00:00:00.000Z' };
    const artist = { rights_type: 'artist', plays: 1 };
    const [h1, h2] = [
      { ...artist, rights_holder_id: 'H1' },
      { ...artist, rights_holder_id: 'H2' },
    ];
    expect(body).toEqual({
      track_id: 'T1',
      period_id: MARCH,
      currency: 'USD',
      total: '3.00000000000000000000',
      items: [
        { ...h1, snapshot_share: '0.7500000000', ...first, amount: '1.50000000000000000001' },
        { ...h1, snapshot_share: '0.2500000000', ...second, amount: '0.50000000000000000000' },
        { ...h2, snapshot_share: '0.7500000000', ...second, amount: '0.99999999999999999999' },
      ],
    });
    expect(other.body).toMatchObject({ total: '0.00000000000000000000', items: [] });
  });

  it('of a period that nobody knows, or whose lines are not proven, are refused, and holders may not ask', async () => {
    await desk.drop('revenue/may.csv', 'country,period,user_id,currency,amount\nUS,2025-05,,USD,1\n');

    const unknown = await desk.call('/v1/analytics/concentration?period_id=FR_2025_03');
    const malformed = await desk.call('/v1/analytics/concentration?period_id=March');
    const holder = await desk.call(`/v1/tracks/T1/earnings?period_id=${MARCH}`, { role: 'holder', holder: 'H1' });

    expect([unknown.status, malformed.status, holder.status]).toEqual([404, 400, 403]);
  });

  it('the preview of an open period estimates from plays so far, revenue and the frozen month, and says so', async () => {
    const april = Array.from({ length: 4 }, (_, index) =>
      aLandedPlay({
        playId: `a${index}`,
        playedAtMs: at('2025-04-10T00:00:00Z'),
        ingestedAtMs: at('2025-04-10T00:05:00Z'),
      }),
    );
    await plays.land('april', april);
    await plays.land('again', april.slice(0, 1));
    await desk.drop('revenue/april.csv', 'country,period,user_id,currency,amount\nUS,2025-04,,USD,12\n');

    const { status, body } = await desk.call('/v1/periods/US_2025_04/preview');
    const frozen = await desk.call(`/v1/periods/${MARCH}/preview`);
    const unknown = await desk.call('/v1/periods/FR_2025_04/preview');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      period_id: 'US_2025_04',
      state: 'OPEN',
      is_estimate: true,
      as_of: expect.stringMatching(/^2025-04-16/),
      method: { name: 'arrival-history-1', document: 'docs/preview.md', months: [MARCH] },
      currency: 'USD',
      plays_so_far: 4,
      estimated_pool: {
        estimate: '8.4000000000',
        low: '8.4000000000',
        high: '8.4000000000',
        basis: 'recorded_revenue',
      },
      reason: null,
    });
    const { estimated_qualified_plays: qualified, estimated_rate: rate } = body as Record<
      string,
      Record<string, unknown>
    >;
    // March had six eligible plays by this age and froze with six; by elapsed time it would be almost eight.
    expect(qualified).toEqual({ estimate: 4, low: 4, high: 7, basis: 'arrival_history' });
    expect(rate).toEqual({ estimate: '2.1000000000', low: '1.2000000000', high: '2.1000000000' });
    expect(frozen).toMatchObject({ status: 409, body: { code: 'period-already-frozen' } });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'period-not-found' } });
  });

  it('stand as saved queries in the work group', async () => {
    const athena = new AthenaClient(clientOptions(cloud));

    const { NamedQueryIds = [] } = await athena.send(new ListNamedQueriesCommand({ WorkGroup: 'royalty' }));
    const queries = await Promise.all(
      NamedQueryIds.map((NamedQueryId) => athena.send(new GetNamedQueryCommand({ NamedQueryId }))),
    );

    expect(queries.map(({ NamedQuery }) => NamedQuery?.Name ?? '').sort(compareUtf8)).toEqual([
      'royalty-concentration',
      'royalty-skip-rate',
      'royalty-track-earnings',
    ]);
    expect(queries.every(({ NamedQuery }) => NamedQuery?.QueryString?.startsWith('-- One row per'))).toBe(true);
  });
});
