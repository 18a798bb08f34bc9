import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { startTestCloud } from '#test/support/local-cloud';
import { zipOf } from '#test/support/report-archives';
import { reportDesk } from '#test/support/report-desk';
import { TINPAN_MAPPING, tinpanFile } from '#test/support/tinpan';

const [ISRC, LATER] = ['USABC1700001', 'USABC1700002'];
const FILE = tinpanFile([
  [ISRC, 'USD', '3'],
  [ISRC, 'EUR', '2'],
  [ISRC, 'USD', '-1'],
]);

describe('a provider that nobody mapped yet', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof reportDesk>;

  beforeAll(async () => {
    cloud = await startTestCloud();
    desk = reportDesk(cloud);
    await desk.catalog([`${ISRC},Reprise,Ada,R1,Tin,036000291452,artist,,H1`]);
    await desk.holders(['H1,Ada,artist,USD,US,0.1,,ach,10']);
  });

  afterAll(() => cloud.stop());

  const reportCount = async () => {
    const { body } = await desk.call('/v1/reports?limit=500');
    return (body as { items: readonly unknown[] }).items.length;
  };
  const isBalanced = async () =>
    (await desk.trialBalance()).every(({ difference }) => BigInt(difference.replace('.', '')) === 0n);

  it('has its file refused, and a draft shows what the file would give before it is stored', async () => {
    const refused = await desk.dropReport('reports/tinpan/april.csv', FILE);
    const before = await reportCount();

    const preview = await desk.post('/v1/providers/tinpan/mapping/preview', {
      drop_id: refused.drop_id,
      mapping: TINPAN_MAPPING,
    });

    expect(refused).toMatchObject({ status: 'failed', errors: [{ type: 'unknown_provider' }] });
    expect(refused.failure).toMatch(
      /"tinpan" belongs to a provider without a mapping;.* known one: ada, .*distrokid, /,
    );
    expect(preview).toMatchObject({
      status: 200,
      body: {
        outcome: 'read',
        totals: {
          parsed: [
            { currency: 'EUR', amount: '2', rows: 1 },
            { currency: 'USD', amount: '2', rows: 2 },
          ],
        },
        counts: { data: 3 },
        errors: [],
        rows: [{ line: 2, isrc: ISRC, amount: '3', currency: 'USD', sale_period: '2025-04' }, {}, {}],
      },
    });
    expect(await reportCount()).toBe(before);
    expect((await desk.call('/v1/providers/tinpan/mapping')).status).toBe(404);
  });

  it('is refused a mapping that is none, with pointers into what was sent', async () => {
    const { values: _values, ...rest } = TINPAN_MAPPING;
    const broken = { ...rest, formats: [{ kind: 'delimited', delimiter: 'x' }] };

    const bare = await desk.putMapping('tinpan', broken);
    const wrapped = await desk.putMapping('tinpan', { mapping: broken });

    expect(bare).toMatchObject({ status: 422, body: { code: 'mapping-invalid' } });
    expect(bare.body['errors']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ in: 'body', pointer: '/formats/0/delimiter' }),
        expect.objectContaining({ in: 'body', pointer: '/values' }),
      ]),
    );
    expect(wrapped.body['errors']).toEqual(
      expect.arrayContaining([expect.objectContaining({ pointer: '/mapping/formats/0/delimiter' })]),
    );
  });

  it('is mapped by a document alone; what GET answers may be put again and is the next version', async () => {
    const first = await desk.putMapping('tinpan', TINPAN_MAPPING);
    const { body: read } = await desk.call('/v1/providers/tinpan/mapping');
    const second = await desk.putMapping('tinpan', read as object);
    const { body: old } = await desk.call('/v1/providers/tinpan/mapping?version=1');

    expect(first).toMatchObject({ status: 200, body: { provider: 'tinpan', version: 1, versions: [1] } });
    expect(second).toMatchObject({ status: 200, body: { version: 2, versions: [1, 2], mapping: { version: 2 } } });
    expect(old).toMatchObject({ version: 1, versions: [1, 2], mapping: TINPAN_MAPPING });
    const stranger = await desk.dropReport('reports/zinc-alley/april.csv', tinpanFile([[ISRC, 'USD', '7']]));
    expect(stranger.failure).toMatch(/"zinc-alley" belongs to a provider without a mapping;.* symphonic, tinpan, /);
  });

  it('has the refused file read as a new attempt, with one remittance for each original currency (R23, R25)', async () => {
    const again = await desk.dropReport('reports/tinpan/april-again.csv', FILE);
    const path = `/v1/reports/${again.report_id}/remittance`;

    const unsaid = await desk.post(path, { amount: '1.8', currency: 'USD' });
    const dollars = await desk.post(path, { amount: '1.8', currency: 'USD', original_currency: 'USD' });
    const between = await desk.get(again.report_id);
    await desk.post(path, { amount: '2.2', currency: 'USD', original_currency: 'EUR' });

    expect(again).toMatchObject({
      attempt: 2,
      status: 'awaiting_remittance',
      waiting_for: { kind: 'remittance', currencies: ['EUR', 'USD'] },
    });
    expect(unsaid).toMatchObject({ status: 422, body: { errors: [{ pointer: '/original_currency' }] } });
    expect(dollars.status).toBe(202);
    expect(between).toMatchObject({
      status: 'awaiting_remittance',
      waiting_for: { kind: 'remittance', currencies: ['EUR'] },
    });
    // 1.8 ÷ 2 = 0.9: 2.7 − 0.9, and 2.2 for the euros; 10 % of 2.7 and of 2.2 stay with us, none of the refund (R24).
    expect(await desk.get(again.report_id)).toMatchObject({
      status: 'completed',
      factor: null,
      factors: [
        { original_currency: 'EUR', currency: 'USD', factor: '1.1000000000' },
        { original_currency: 'USD', currency: 'USD', factor: '0.9000000000' },
      ],
      totals: {
        received: [{ currency: 'USD', amount: '4.0000000000' }],
        commission: [{ currency: 'USD', amount: '0.4900000000' }],
        holders: [{ currency: 'USD', amount: '3.5100000000' }],
      },
    });
    const { body } = await desk.call('/v1/holders/H1/balances');
    expect(body).toMatchObject({ balances: [{ currency: 'USD', posted: '3.5100000000' }] });
    expect(await isBalanced()).toBe(true);
  });

  it.each([
    ['zipped', 'april.zip', () => zipOf({ name: 'inside/april.csv', content: Buffer.from(FILE) })],
    ['gzipped', 'april.csv.gz', () => gzipSync(FILE)],
  ])('has the same content %s answer with the first report', async (_, name, pack) => {
    const repeated = await desk.dropReport(`reports/tinpan/${name}`, pack());

    expect(repeated).toMatchObject({ status: 'completed', attempt: 2 });
    expect(await desk.list(`reports/tinpan/${name}`)).toMatchObject([
      { status: 'duplicate', link: { type: 'report', id: repeated.report_id } },
    ]);
  });

  it.each([
    ['says that nothing was sold', 'No sales in this month\n', {}],
    ['has rows that are worth nothing', tinpanFile([[ISRC, 'USD', '0']]), { rows: 1 }],
  ])('has a statement that %s completed without a remittance', async (name, content, counts) => {
    const key = `reports/tinpan/${name.replaceAll(' ', '-')}.csv`;

    const quiet = await desk.dropReport(key, content);

    expect(quiet).toMatchObject({ status: 'completed', counts, totals: { received: [] } });
    expect(await desk.list(key)).toMatchObject([{ status: 'completed' }]);
  });

  it('has content that failed completed by dropping it again after the catalogue was mended (R25)', async () => {
    const file = tinpanFile([[LATER, 'USD', '5']]);
    const failed = await desk.dropReport('reports/tinpan/may.csv', file);
    await desk.catalog([
      `${ISRC},Reprise,Ada,R1,Tin,036000291452,artist,,H1`,
      `${LATER},Second,Ada,R1,Tin,036000291452,artist,,H1`,
    ]);

    const again = await desk.dropReport('reports/tinpan/may.csv', file);
    const completed = await desk.remit(again.report_id, '5');

    expect(failed).toMatchObject({ status: 'failed', attempt: 1, errors: [{ type: 'unknown_track', count: 1 }] });
    expect(completed).toMatchObject({ status: 'completed', attempt: 2 });
    expect(await desk.get(failed.report_id)).toMatchObject({ status: 'failed' });
    expect((await desk.list('reports/tinpan/may.csv')).map(({ status }) => status)).toEqual(['completed', 'failed']);
  });
});
