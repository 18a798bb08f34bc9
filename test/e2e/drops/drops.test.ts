import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { dropsDesk } from '#test/support/drops-desk';
import { startTestCloud } from '#test/support/local-cloud';

const CATALOG_HEADER = 'isrc,title,artist,release_id,release_title,upc,release_type,label,owner_id';
const HOLDER_HEADER = 'holder_id,name,kind,currency,country,commission_rate,plan,payout_method,payout_threshold';
const TRACK = 'USABC1700001,Penny Lane Reprise,The Whistlers,R1,Tin and Brass,036000291452,artist,,H1';

describe('a drop', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof dropsDesk>;

  beforeAll(async () => {
    cloud = await startTestCloud();
    desk = dropsDesk(cloud);
  });

  afterAll(() => cloud.stop());

  it('of a catalogue brings its tracks into force, and the same file again is its duplicate', async () => {
    const file = `\uFEFF${CATALOG_HEADER}\r\n${TRACK}\r\n`;

    const first = await desk.drop('catalog/first.csv', file);
    const second = await desk.drop('catalog/again.csv', file);

    expect(first).toMatchObject({ kind: 'catalog', status: 'completed', counts: { created: 1 } });
    expect(first?.link).toEqual({ type: 'catalog_version', id: '1' });
    expect(second).toMatchObject({ status: 'duplicate', duplicate_of: first?.drop_id });
  });

  it('of a faulty catalogue fails with each error by line and changes nothing', async () => {
    const file = [CATALOG_HEADER, TRACK, 'nonsense,T,A,R1,R,,artist,,H1', 'USABC1700002,T,A,R1,R,,single,,H1'].join(
      '\n',
    );

    const drop = await desk.drop('catalog/faulty.csv', file);

    expect(drop).toMatchObject({ status: 'failed', counts: { errors: 2 } });
    expect(drop?.errors.map(({ code, line }) => [code, line])).toEqual([
      ['malformed_isrc', 3],
      ['bad_release_type', 4],
    ]);
  });

  it('of plans and holders can be read back, with the rate in force and where it comes from', async () => {
    await desk.drop('plans/plans.csv', 'plan,commission_rate\nindie,0.150\n');
    const holders = await desk.drop(
      'holders/holders.csv.gz',
      gzipSync(
        [HOLDER_HEADER, 'H-OWN,Ada,artist,USD,US,0.1,indie,ach,10', 'H-PLAN,Bo,label,EUR,DE,,indie,sepa,'].join('\n'),
      ),
    );

    const own = await desk.call('/v1/holders/H-OWN', { role: 'holder', holder: 'H-OWN' });
    const plan = await desk.call('/v1/holders/H-PLAN');
    const foreign = await desk.call('/v1/holders/H-PLAN', { role: 'holder', holder: 'H-OWN' });
    const list = await desk.call('/v1/holders?limit=1', { role: 'auditor' });

    expect(holders).toMatchObject({ status: 'completed', counts: { created: 2 }, warnings: [] });
    expect(own.body).toMatchObject({ effective_commission: { rate: '0.1', from: 'holder' }, payout_threshold: '10' });
    expect(plan.body).toMatchObject({ effective_commission: { rate: '0.15', from: 'plan' }, payout_threshold: '0' });
    expect(foreign.status).toBe(403);
    expect(list.body).toMatchObject({ items: [{ holder_id: 'H-OWN' }], next_cursor: expect.any(String) });
  });

  it('under an unknown prefix fails, naming the prefixes that are read', async () => {
    const drop = await desk.drop('ctalog/typo.csv', 'x');

    expect(drop).toMatchObject({ kind: 'unknown', status: 'failed' });
    expect(drop?.errors[0]?.message).toContain(
      'reports/<provider>/, plays/, plays-archive/, catalog/, holders/, plans/',
    );
  });

  it.each([
    'catalog/ünï cödé +&%20 100%.csv',
    'catalog/日本語/カタログ.csv',
    'catalog/quote"and\'apostrophe?#.csv',
    'catalog/a+b=c&d.csv',
  ])('with the key %s keeps it as it is', async (key) => {
    const drop = await desk.drop(
      key,
      `${CATALOG_HEADER},track_id\n,T,A,R1,R,,artist,,H1,K${Buffer.from(key).toString('hex').slice(0, 40)}\n`,
    );

    expect(drop).toMatchObject({ key, status: 'completed' });
  });

  it.each([
    ['empty', '', 'empty_file'],
    ['header only', `${CATALOG_HEADER}\n`, 'no_rows'],
    ['of one byte', 'x', 'bad_header'],
    ['of NUL bytes', '\0\0\0\0', 'bad_header'],
    ['cut short in gzip', gzipSync(`${CATALOG_HEADER}\n${TRACK}\n`).subarray(0, 40), 'broken_gzip'],
    ['with a quote that never closes', `${CATALOG_HEADER}\n"${TRACK}\n`, 'bad_quotes'],
  ])('%s fails with a sentence', async (name, body, code) => {
    const drop = await desk.drop(`catalog/bad/${name}.csv`, body);

    expect(drop).toMatchObject({ status: 'failed', errors: [{ code }] });
  });
});
