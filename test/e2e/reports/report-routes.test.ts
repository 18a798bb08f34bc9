import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LocalCloud } from '#infra/local/local-cloud';
import { distrokidFile } from '#test/support/distrokid-file';
import { startTestCloud } from '#test/support/local-cloud';
import { type ReportAnswer, reportDesk } from '#test/support/report-desk';
import { TINPAN_MAPPING } from '#test/support/tinpan';

const EACH = 5000;
const errorsBody = z.object({
  count: z.number(),
  groups: z.array(z.object({ type: z.string(), count: z.number(), examples: z.array(z.looseObject({})) })),
  download_url: z.string(),
});
const page = z.object({
  items: z.array(z.looseObject({ report_id: z.string().optional() })),
  next_cursor: z.string().nullable(),
});

describe('the routes of reports', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof reportDesk>;
  let failed: ReportAnswer;
  let waiting: ReportAnswer;

  beforeAll(async () => {
    cloud = await startTestCloud();
    desk = reportDesk(cloud);
    await desk.catalog(['USABC1700001,Reprise,Ada,R1,Tin,036000291452,artist,,H1']);
    await desk.holders(['H1,Ada,artist,USD,US,0.1,,ach,10']);
    failed = await desk.dropReport(
      'reports/distrokid/faulty.tsv',
      distrokidFile([
        ...Array.from({ length: EACH }, (_, at) => ({ amount: `1,${at}x` })),
        ...Array.from({ length: EACH }, (_, at) => ({
          amount: '1',
          isrc: `USXYZ25${String(at).padStart(5, '0')}`,
          title: `Nobody ${at}`,
        })),
      ]),
    );
    waiting = await desk.dropReport('reports/distrokid/good.tsv', distrokidFile([{ amount: '2' }]), 'SHEET-9');
  });

  afterAll(() => cloud.stop());

  const write = (path: string, body: string, headers: Readonly<Record<string, string>> = {}, role = 'ops') =>
    desk.call(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers }, role });
  const keyed = () => ({ 'idempotency-key': randomUUID() });

  it('list errors by type with true counts, a hundred examples of each, and all of them as a file', async () => {
    const { body } = await desk.call(`/v1/reports/${failed.report_id}/errors`);
    const { count, groups, download_url } = errorsBody.parse(body);
    const csv = await (await fetch(download_url)).text();

    expect(count).toBe(2 * EACH);
    expect(groups.map(({ type, count, examples }) => [type, count, examples.length])).toEqual([
      ['bad_number', EACH, 100],
      ['unknown_track', EACH, 100],
    ]);
    expect(groups[0]?.examples[7]).toMatchObject({ line: 9, column: 'Earnings (USD)', value: '1,7x' });
    expect(groups[1]?.examples[0]).toMatchObject({ line: 2 + EACH, column: 'isrc', value: 'USXYZ2500000' });
    const lines = csv.trimEnd().split('\r\n');
    expect(lines[0]).toBe('type,line,sheet,column,value,message');
    expect(lines).toHaveLength(1 + 2 * EACH);
    expect(lines[EACH]).toContain('"1,4999x"');
    expect(lines.at(-1)).toMatch(/^unknown_track,10001,,isrc,USXYZ2504999,/);
    expect(failed.totals['parsed']).toEqual([{ currency: 'USD', amount: '5000', rows: EACH }]);
    expect((await desk.list('reports/distrokid/faulty.tsv'))[0]?.errors).toHaveLength(100);
  });

  it.each([
    ['without a key', {}, '{"amount":"2","currency":"USD"}', 400, 'idempotency-key-missing'],
    ['with an amount that is a number', 'key', '{"amount":2,"currency":"USD"}', 400, 'request-invalid'],
    ['that is not JSON', 'key', '{"amount":', 400, 'body-not-json'],
    [
      'with more decimals than the ledger',
      'key',
      '{"amount":"0.12345678901","currency":"USD"}',
      422,
      'remittance-wrong',
    ],
    ['in a currency that is none', 'key', '{"amount":"2","currency":"ZZZ"}', 422, 'remittance-wrong'],
    ['for another sheet', 'key', '{"amount":"2","currency":"USD","sheet_id":"SHEET-1"}', 422, 'remittance-wrong'],
    [
      'for another currency',
      'key',
      '{"amount":"2","currency":"USD","original_currency":"EUR"}',
      422,
      'remittance-wrong',
    ],
  ])('refuse a remittance %s', async (_, key, body, status, code) => {
    const answer = await write(`/v1/reports/${waiting.report_id}/remittance`, body, key === 'key' ? keyed() : {});

    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.body).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      detail: expect.any(String),
    });
  });

  it('answer for what does not exist, may not be asked, or is over', async () => {
    const remittance = '{"amount":"2","currency":"USD"}';
    const reads = ['', '/errors', '/rows'].map((part) => desk.call(`/v1/reports/r_nobody${part}`));
    const statuses = (await Promise.all(reads)).map(({ status, body }) => [status, (body as { code: string }).code]);

    expect(statuses).toEqual(Array(3).fill([404, 'report-not-found']));
    expect(await write('/v1/reports/r_nobody/remittance', remittance, keyed())).toMatchObject({ status: 404 });
    expect(await write(`/v1/reports/${failed.report_id}/remittance`, remittance, keyed())).toMatchObject({
      status: 409,
      body: { code: 'remittance-sealed' },
    });
    for (const role of ['auditor', 'approver'])
      expect(await write(`/v1/reports/${waiting.report_id}/remittance`, remittance, keyed(), role)).toMatchObject({
        status: 403,
      });
    expect(await desk.call('/v1/reports', { role: 'holder', holder: 'H1' })).toMatchObject({ status: 403 });
    expect((await fetch(`${cloud.apiEndpoint}/v1/reports`)).status).toBe(401);
  });

  it('take one remittance for one key, repeat its answer, and refuse the key with another amount', async () => {
    const path = `/v1/reports/${waiting.report_id}/remittance`;
    const key = keyed();
    const body = '{"amount":"2","currency":"USD","original_currency":"USD","sheet_id":"SHEET-9"}';

    const first = await write(path, body, key);
    const again = await write(path, body, key);
    const other = await write(path, '{"amount":"3","currency":"USD"}', key);
    await cloud.untilIdle();

    expect([first.status, again.status, other.status]).toEqual([202, 202, 422]);
    expect(again.body).toEqual(first.body);
    expect(await desk.get(waiting.report_id)).toMatchObject({
      status: 'completed',
      totals: { received: [{ currency: 'USD', amount: '2.0000000000' }] },
    });
  });

  it('list by cursor, each report once, and refuse a limit or cursor that is none', async () => {
    const first = page.parse((await desk.call('/v1/reports?limit=1')).body);
    const second = page.parse((await desk.call(`/v1/reports?limit=1&cursor=${first.next_cursor}`)).body);
    const refusals = ['limit=0', 'limit=501', 'limit=x', 'cursor=x'].map((query) => desk.call(`/v1/reports?${query}`));

    expect([first, second].map(({ items }) => items.map(({ report_id }) => report_id))).toEqual([
      [waiting.report_id],
      [failed.report_id],
    ]);
    expect(second.next_cursor).toBeNull();
    expect((await Promise.all(refusals)).map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  });

  it('answer the balance as of an instant before the remittance with nothing', async () => {
    const before = await desk.call('/v1/holders/H1/balances?as_of=2025-04-30T23:59:59Z');
    const now = await desk.call('/v1/holders/H1/balances', { role: 'holder', holder: 'H1' });
    const wrong = await desk.call('/v1/holders/H1/balances?as_of=yesterday');

    expect(before).toMatchObject({ status: 200, body: { holder_id: 'H1', as_of: '2025-04-30T23:59:59.000Z' } });
    expect(JSON.stringify(before.body)).not.toContain('1.8');
    expect(now).toMatchObject({
      body: {
        balances: [{ currency: 'USD', posted: '1.8000000000', reserved: '0.0000000000', available: '1.8000000000' }],
      },
    });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
  });

  it('let nobody but operations put a mapping, and no name that is none', async () => {
    const put = (provider: string, role: string) =>
      desk.call(`/v1/providers/${provider}/mapping`, {
        method: 'PUT',
        body: JSON.stringify(TINPAN_MAPPING),
        headers: { 'content-type': 'application/json', ...keyed() },
        role,
      });

    expect(await put('tinpan', 'auditor')).toMatchObject({ status: 403 });
    expect(await put('Tin%20Pan', 'ops')).toMatchObject({ status: 400 });
    expect(await put('TinPan', 'ops')).toMatchObject({ status: 422, body: { code: 'mapping-invalid' } });
    expect(await put('tinpan', 'admin')).toMatchObject({ status: 200 });
  });
});
