import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { dropsDesk } from '#test/support/drops-desk';
import { startTestCloud } from '#test/support/local-cloud';

const RIGHTS = 'track_id,rights_type,holder_id,share,effective_from,effective_to';
const WEIGHTS = 'country,rights_type,weight,effective_from,effective_to';
const file = (...lines: readonly string[]) => `${lines.join('\n')}\n`;

const FIRST_DEAL = file(
  RIGHTS,
  'T1,artist,H1,0.6,2025-01-01,',
  'T1,artist,H2,0.4,2025-01-01,',
  'T1,publisher,H3,1,2025-01-01,',
);
const SECOND_DEAL = file(
  RIGHTS,
  'T1,artist,H1,0.33333,2025-04-15T12:00:00Z,',
  'T1,artist,H4,0.66667,2025-04-15T12:00:00Z,',
);

describe('rights that are dropped', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof dropsDesk>;

  beforeAll(async () => {
    cloud = await startTestCloud();
    desk = dropsDesk(cloud);
  });

  afterAll(() => cloud.stop());

  it('are answered as of an instant: up to the renegotiation the old deal, at it the new one (R4)', async () => {
    const first = await desk.drop('rights/first.csv', FIRST_DEAL);
    const second = await desk.drop('rights/second.csv', SECOND_DEAL);

    const before = await desk.call('/v1/tracks/T1/rights?as_of=2025-04-15T11:59:59.999Z');
    const after = await desk.call('/v1/tracks/T1/rights?as_of=2025-04-15T12:00:00Z', { role: 'auditor' });

    expect(first).toMatchObject({ kind: 'rights', status: 'completed', counts: { created: 3, updated: 0 } });
    expect(first?.link).toEqual({ type: 'rights_version', id: '1' });
    expect(second).toMatchObject({ status: 'completed', counts: { created: 2, updated: 2 }, link: { id: '2' } });
    const start = { effective_from: '2025-01-01T00:00:00.000Z' };
    const closed = { ...start, effective_to: '2025-04-15T12:00:00.000Z' };
    const renegotiated = { effective_from: '2025-04-15T12:00:00.000Z', effective_to: null };
    const publisher = {
      rights_type: 'publisher',
      shares: [{ holder_id: 'H3', share: '1.00000', ...start, effective_to: null }],
    };
    expect(before).toEqual({
      status: 200,
      body: {
        track_id: 'T1',
        as_of: '2025-04-15T11:59:59.999Z',
        bridge_version: 2,
        rights: [
          {
            rights_type: 'artist',
            shares: [
              { holder_id: 'H1', share: '0.60000', ...closed },
              { holder_id: 'H2', share: '0.40000', ...closed },
            ],
          },
          publisher,
        ],
      },
    });
    expect(after.body).toMatchObject({
      rights: [
        {
          rights_type: 'artist',
          shares: [
            { holder_id: 'H1', share: '0.33333', ...renegotiated },
            { holder_id: 'H4', share: '0.66667', ...renegotiated },
          ],
        },
        publisher,
      ],
    });
  });

  it('again are a duplicate and change nothing, also after a later deal', async () => {
    const again = await desk.drop('rights/again.csv', FIRST_DEAL);

    expect(again).toMatchObject({ status: 'duplicate', counts: { created: 0, updated: 0, unchanged: 3 } });
    expect(again?.link).toEqual({ type: 'rights_version', id: '2' });
  });

  it('with any fault are refused whole, by line, with track, type and interval', async () => {
    const faulty = await desk.drop(
      'rights/faulty.csv',
      file(
        RIGHTS,
        'T2,artist,H1,1,2025-01-01,',
        'T3,artist,H1,0.99999,2025-01-01,2025-02-01',
        'T1,publisher,H9,1,2024-06-01,2025-02-01',
      ),
    );
    const unread = await desk.drop('rights/unread.csv', file(RIGHTS, 'T2,artist,H1,0.123456,2025-02-30,'));

    const untouched = await desk.call('/v1/tracks/T2/rights?as_of=2025-06-01');

    expect(faulty).toMatchObject({ status: 'failed', counts: { errors: 2 } });
    expect(faulty?.errors).toEqual([
      {
        code: 'overlaps_history',
        line: 4,
        message: expect.stringContaining('Track T1, publisher, [2025-01-01T00:00:00.000Z, 2025-02-01T00:00:00.000Z): '),
      },
      {
        code: 'sum_not_one',
        line: 3,
        message:
          'Track T3, artist, [2025-01-01T00:00:00.000Z, 2025-02-01T00:00:00.000Z): the rows sum to 0.99999; they must sum to exactly 1.00000.',
      },
    ]);
    expect(unread?.errors.map(({ code, line }) => [code, line])).toEqual([
      ['bad_share', 2],
      ['bad_instant', 2],
    ]);
    expect(untouched).toMatchObject({ status: 404, body: { code: 'rights-not-found' } });
  });

  it('report the gaps between deals, and answer no share inside one', async () => {
    const gappy = await desk.drop(
      'rights/gap.csv',
      file(RIGHTS, 'T9,label,H1,1,2025-01-01,2025-02-01', 'T9,label,H1,1,2025-03-01,'),
    );

    const inside = await desk.call('/v1/tracks/T9/rights?as_of=2025-02-15');

    expect(gappy?.warnings).toEqual([
      { code: 'unknown_holder', message: expect.stringContaining('"H1" is no holder that was dropped') },
      {
        code: 'gap',
        message: 'Track T9, label, [2025-02-01T00:00:00.000Z, 2025-03-01T00:00:00.000Z): nothing covers this time.',
      },
    ]);
    expect(inside).toMatchObject({ status: 200, body: { track_id: 'T9', rights: [] } });
  });

  it('are weighed by the country’s whole set, else by the default’s (R9)', async () => {
    const weights = await desk.drop(
      'weights/weights.csv',
      file(WEIGHTS, '*,artist,0.75,2025-01-01,', '*,publisher,0.25,2025-01-01,', 'DE,artist,1,2025-05-01,'),
    );
    const uneven = await desk.drop('weights/uneven.csv', file(WEIGHTS, 'FR,artist,0.5,2025-01-01,'));

    const us = await desk.call('/v1/tracks/T1/rights?as_of=2025-06-01&country=US');
    const de = await desk.call('/v1/tracks/T1/rights?as_of=2025-06-01&country=DE');
    const early = await desk.call('/v1/tracks/T1/rights?as_of=2024-06-01&country=DE');

    expect(weights).toMatchObject({ kind: 'weights', status: 'completed', link: { type: 'weights_version', id: '1' } });
    expect(uneven).toMatchObject({ status: 'failed', errors: [{ code: 'sum_not_one', line: 2 }] });
    expect(us.body).toMatchObject({
      country: 'US',
      rights: [
        { shares: [{ snapshot_share: '0.2499975000' }, { snapshot_share: '0.5000025000' }] },
        { shares: [{ snapshot_share: '0.2500000000' }] },
      ],
      weights: [{ country: '*', rights_type: 'artist', weight: '0.75000' }, { country: '*' }],
    });
    expect(de.body).toMatchObject({
      rights: [
        { shares: [{ snapshot_share: '0.3333300000' }, { snapshot_share: '0.6666700000' }] },
        { shares: [{ snapshot_share: '0.0000000000' }] },
      ],
      weights: [{ country: 'DE', rights_type: 'artist', weight: '1.00000' }],
    });
    expect(early.body).toMatchObject({ rights: [], weights: [] });
  });

  it('are shown to readers only, and a question that is no question is said so', async () => {
    const holder = await desk.call('/v1/tracks/T1/rights', { role: 'holder', holder: 'H1' });
    const malformed = await desk.call('/v1/tracks/T1/rights?as_of=yesterday&country=XX');

    expect(holder.status).toBe(403);
    expect(malformed.status).toBe(400);
  });
});
