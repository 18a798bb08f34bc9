import { DeleteObjectsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attribute } from '#attribution/steps/attribute';
import { dropAttribution } from '#attribution/steps/drop-attribution';
import { prove } from '#attribution/steps/prove';
import { replayPeriod } from '#attribution/steps/replay-period';
import { simulatePolicy } from '#attribution/steps/simulate-policy';
import { type AttributionDesk, anAttributionDesk, type PeriodRows } from '#test/support/attribution-desk';

const linesPrefix = (run: string) => `attribution_lines/period_id=US_2025_04/run=${run}/`;

describe('a frozen period', () => {
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
  const keysUnder = (prefix: string) =>
    desk.store.index
      .objectsFrom('royalty-lake', Buffer.from(prefix), 100)
      .map(({ key }) => key)
      .filter((key) => key.startsWith(prefix));
  const stepPorts = () => ({ closedPeriods: desk.closedPeriods, documents: desk.documents, lake: desk.lake });

  describe('faults', () => {
    const rows: PeriodRows = {
      pool: '10',
      plays: [
        { trackId: 'A', times: 4 },
        { trackId: 'B', times: 3 },
      ],
      shares: ['A', 'B'].map((name) => ({ trackId: name, holderId: name })),
    };

    it('every step repeated answers the same and writes nothing twice', async () => {
      const { periodId, run, proven } = await attributed(rows);
      const before = keysUnder(linesPrefix(run));

      await attribute({ periodId, run }, stepPorts());
      const again = await prove({ periodId, run }, stepPorts());

      expect(again).toEqual(proven);
      expect(keysUnder(linesPrefix(run))).toEqual(before);
    });

    it('an attempt that is counted again with another pool forgets the first', async () => {
      runs += 1;
      const run = `r${runs}`;
      await desk.freeze(rows, { run });

      const { counted } = await desk.freeze({ ...rows, pool: '11', plays: [{ trackId: 'A', times: 5 }] }, { run });

      expect(counted).toMatchObject({ qualified_plays: 5, rates: { dividend: '110000000000', divisor: '5' } });
    });

    it('a line that is lost is not proven; the run is dropped, attributed again, and proven', async () => {
      runs += 1;
      const run = `r${runs}`;
      const { periodId } = await desk.freeze(rows, { run });
      await attribute({ periodId, run }, stepPorts());
      const Objects = keysUnder(linesPrefix(run)).map((Key) => ({ Key }));
      await desk.s3.send(new DeleteObjectsCommand({ Bucket: 'royalty-lake', Delete: { Objects } }));

      const proving = prove({ periodId, run }, stepPorts());
      await expect(proving).rejects.toMatchObject({
        name: 'AttributionNotProven',
        message: expect.stringMatching(/differ by -9\.99999999950000000000 from what plays earned/),
      });
      await dropAttribution({ periodId, run }, stepPorts());
      expect(keysUnder(linesPrefix(run))).toEqual([]);
      await attribute({ periodId, run }, stepPorts());

      const proven = await prove({ periodId, run }, stepPorts());
      expect(proven).toMatchObject({ lines: 7, attributed: '9.99999999950000000000' });
    });
  });

  describe('replay', () => {
    const rows: PeriodRows = {
      pool: '10',
      plays: [
        { playId: 'p1', trackId: 'A' },
        { playId: 'p2', trackId: 'B' },
        { playId: 'p3', trackId: 'B' },
      ],
      shares: ['A', 'B'].map((name) => ({ trackId: name, holderId: name })),
    };
    let replays = 0;
    const replay = (periodId: string) => {
      replays += 1;
      return replayPeriod({ periodId, id: `t${replays}` }, stepPorts());
    };

    it.each(['pro_rata', 'user_centric', 'artist_centric'] as const)(
      'of a %s period gives the same bytes',
      async (policy) => {
        const closed = await attributed({ ...rows, policy, revenue: [{ userId: 'U1', amount: '3' }, { amount: '1' }] });

        const replayed = await replay(closed.periodId);

        expect(replayed).toMatchObject({
          matches: true,
          differences: [],
          close_report_hash: closed.proven.close_report_hash,
          replayed_report_hash: closed.proven.close_report_hash,
        });
        expect(keysUnder('attribution_lines/period_id=US_2025_04/run=replay-')).toEqual([]);
      },
    );

    it('is not moved by newer rights, weights, revenue or plays', async () => {
      const closed = await attributed(rows);
      await desk.write({ ...rows, pool: '99', plays: [{ times: 50 }], shares: [{ trackId: 'A', holderId: 'X' }] });

      expect(await replay(closed.periodId)).toMatchObject({ matches: true });
    });

    it('names a sealed object that was tampered with, before anything is computed from it', async () => {
      const closed = await attributed(rows);
      const key =
        closed.ports.seals === undefined
          ? ''
          : ((await closed.ports.seals.find(closed.periodId))?.objects[0]?.key ?? '');
      await desk.parquet(key, "select 'p1' as play_id");

      const replayed = await replay(closed.periodId);

      expect(replayed).toMatchObject({ matches: false, replayed_report_hash: null, differences: [{ part: key }] });
    });

    it('sees one line whose payout was moved to another holder', async () => {
      const closed = await attributed(rows);
      const [key = ''] = keysUnder(linesPrefix(closed.run));
      const file = desk.store.pathOf(desk.store.find('royalty-lake', key));
      await desk.parquet(
        key,
        `select * replace (case when play_id = 'p2' then 'A' else rights_holder_id end as rights_holder_id) from read_parquet('${file}')`,
      );

      const replayed = await replay(closed.periodId);

      expect(replayed).toMatchObject({ matches: false, differences: [{ part: linesPrefix(closed.run) }] });
    });

    it('sees a manifest that is not the one that was frozen, and a close report that was edited', async () => {
      const closed = await attributed(rows);
      const put = (Key: string, Body: string) =>
        desk.s3.send(new PutObjectCommand({ Bucket: 'royalty-lake', Key, Body }));
      const report = (await desk.documents.get(closed.proven.close_report_key)) ?? '';
      const manifest = (await desk.documents.get(closed.counted.input_manifest_key)) ?? '';

      await put(closed.proven.close_report_key, report.replace('"pool":"10"', '"pool":"11"'));
      const ofReport = await replay(closed.periodId);
      await put(closed.proven.close_report_key, report);
      await put(closed.counted.input_manifest_key, manifest.replace('"pool":"10"', '"pool":"11"'));
      const ofManifest = await replay(closed.periodId);
      await put(closed.counted.input_manifest_key, manifest);

      expect(ofReport).toMatchObject({
        matches: false,
        differences: [{ part: closed.proven.close_report_key }, { detail: 'recomputed, pool differ' }],
      });
      expect(ofManifest).toMatchObject({ matches: false, differences: [{ part: 'input manifest' }] });
      expect(await replay(closed.periodId)).toMatchObject({ matches: true });
    });
  });

  it('a simulation shows what another policy would pay, and leaves nothing behind', async () => {
    const { periodId } = await attributed({
      pool: '2',
      plays: [
        { userId: 'u1', trackId: 'A', times: 99 },
        { userId: 'u2', trackId: 'B', times: 1 },
      ],
      shares: ['A', 'B'].map((name) => ({ trackId: name, holderId: name })),
      revenue: ['u1', 'u2'].map((userId) => ({ userId, amount: '1' })),
    });

    const simulated = await simulatePolicy({ periodId, id: 's1', policy: 'user_centric' }, stepPorts());

    expect(simulated).toMatchObject({
      policy: 'user_centric',
      compared_with: 'pro_rata',
      holders: [
        { holder_id: 'A', amount: '0.9999999999', delta: '-0.9800000001' },
        { holder_id: 'B', amount: '1.0000000000', delta: '0.9800000000' },
      ],
      residual: { amount: '0.0000000001', delta: '0.0000000001' },
      moved: '0.9800000001',
      moved_share: '0.4900000000',
      top_1_percent_share: '0.5000000000',
      top_1_percent_share_before: '0.9900000000',
      long_tail: { holders: 1, share_before: '0.0100000000', gaining_holders: 1, losing_holders: 1 },
    });
    expect(keysUnder('period_rates/period_id=US_2025_04/run=simulate-')).toEqual([]);
  });
});
