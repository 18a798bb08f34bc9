import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LocalCloud } from '#infra/local/local-cloud';
import { startTestCloud } from '#test/support/local-cloud';
import { reportDesk } from '#test/support/report-desk';

const HEADER = [
  'Reporting Date',
  'Sale Month',
  'Store',
  'Artist',
  'Title',
  'ISRC',
  'UPC',
  'Quantity',
  'Team Percentage',
  'Song/Album',
  'Country of Sale',
  'Songwriter Royalties Withheld',
  'Earnings (USD)',
].join('\t');

const row = (isrc: string, amount: string, store = 'Spotify') =>
  [
    '2025-05-01',
    '2025-04',
    store,
    'The Whistlers',
    'Penny Lane Reprise',
    isrc,
    '036000291452',
    '1',
    '100',
    'Song',
    'US',
    '0',
    amount,
  ].join('\t');

const ROWS = [row('USABC1700001', '1.00000001'), row('USABC1700002', '2.5'), row('USABC1700001', '-0.25', 'Deezer')];
const FILE = [HEADER, ...ROWS].join('\r\n');

const lines = z.object({
  items: z.array(
    z.looseObject({ line: z.number(), amount: z.string(), earned: z.looseObject({ holder_amount: z.string() }) }),
  ),
});

describe('a provider’s report', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof reportDesk>;

  beforeAll(async () => {
    cloud = await startTestCloud();
    desk = reportDesk(cloud);
    await desk.catalog([
      'USABC1700001,Penny Lane Reprise,The Whistlers,R1,Tin and Brass,036000291452,artist,,H1',
      'USABC1700002,Second,The Whistlers,R2,Brass,4006381333931,label,Tin Records,H2',
    ]);
    await desk.holders(['H1,Ada,artist,USD,US,0.15,,ach,10', 'H2,Bo,label,USD,US,0,,ach,10']);
  });

  afterAll(() => cloud.stop());

  it('waits for its remittance, completes, and moves exactly what was received', async () => {
    const waiting = await desk.dropReport('reports/distrokid/april.tsv', FILE);
    expect(waiting).toMatchObject({
      status: 'awaiting_remittance',
      waiting_for: { kind: 'remittance', currencies: ['USD'] },
      totals: { parsed: [{ currency: 'USD', amount: '3.25000001', rows: 3 }] },
    });

    const completed = await desk.remit(waiting.report_id, '3.00');

    expect(completed).toMatchObject({
      status: 'completed',
      counts: { rows: 3, lines: 3, holders: 2, batches: 2 },
      totals: { received: [{ currency: 'USD', amount: '3.0000000000' }] },
    });
    const [commission, holders] = [
      completed.totals['commission']?.[0]?.amount,
      completed.totals['holders']?.[0]?.amount,
    ];
    expect(Number(commission) + Number(holders)).toBeCloseTo(3, 10);
    expect((await desk.trialBalance()).every(({ difference }) => Number(difference) === 0)).toBe(true);
    expect((await desk.list('reports/distrokid/april.tsv'))[0]).toMatchObject({ status: 'completed' });
  });

  it('leads from a balance back to the lines of the dropped file', async () => {
    const [drop] = await desk.list('reports/distrokid/april.tsv');
    const balances = await desk.call('/v1/holders/H1/balances', { role: 'holder', holder: 'H1' });
    const rows = await desk.call(`/v1/reports/${drop?.link?.id}/rows?holder_id=H1`);
    const earnings = await desk.call('/v1/holders/H1/earnings?group_by=store', { role: 'holder', holder: 'H1' });

    const { items } = lines.parse(rows.body);
    expect(items.map(({ line, amount }) => [line, amount])).toEqual([
      [2, '1.00000001'],
      [4, '-0.25'],
    ]);
    const units = items.reduce((sum, { earned }) => sum + BigInt(earned.holder_amount.replace('.', '')), 0n);
    expect(balances.body).toMatchObject({
      balances: [
        { currency: 'USD', posted: `${units / 10n ** 10n}.${(units % 10n ** 10n).toString().padStart(10, '0')}` },
      ],
    });
    expect(earnings.body).toMatchObject({
      items: [
        { group: 'Deezer', rows: 1 },
        { group: 'Spotify', rows: 1 },
      ],
    });
    expect((await desk.call('/v1/holders/NOBODY/earnings')).status).toBe(404);
  });

  it('dropped again under another name answers with the first', async () => {
    const again = await desk.dropReport('reports/distrokid/again.tsv', FILE);

    const [drop] = await desk.list('reports/distrokid/again.tsv');
    expect(drop).toMatchObject({ status: 'duplicate', link: { type: 'report', id: again.report_id } });
    expect(again.status).toBe('completed');
  });

  it('with one unknown track fails whole and posts nothing', async () => {
    const before = await desk.call('/v1/holders/H1/balances');

    const failed = await desk.dropReport(
      'reports/distrokid/unknown.tsv',
      [HEADER, ...ROWS, row('USABC1799999', '1')]
        .join('\n')
        .replaceAll('036000291452', '')
        .replaceAll('Penny', 'Other'),
    );

    expect(failed).toMatchObject({ status: 'failed', errors: [{ type: 'unknown_track', count: 1 }] });
    expect(failed.totals['parsed']).toEqual([{ currency: 'USD', amount: '4.25000001', rows: 4 }]);
    const errors = await desk.call(`/v1/reports/${failed.report_id}/errors`);
    expect(errors.body).toMatchObject({
      count: 1,
      groups: [{ type: 'unknown_track', count: 1, examples: [{ line: 5, value: 'USABC1799999' }] }],
    });
    const after = await desk.call('/v1/holders/H1/balances');
    expect((after.body as { balances: unknown }).balances).toEqual((before.body as { balances: unknown }).balances);
    expect((await desk.list('reports/distrokid/unknown.tsv'))[0]).toMatchObject({
      status: 'failed',
      errors: [{ code: 'unknown_track', line: 5 }],
    });
  });
});
