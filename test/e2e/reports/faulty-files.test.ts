import { gzipSync } from 'node:zlib';
import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { distrokidFile } from '#test/support/distrokid-file';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';
import { workbookOf, zipOf } from '#test/support/report-archives';
import { reportDesk } from '#test/support/report-desk';

const GOOD = distrokidFile([{ amount: '1.5' }]);
const [HEADER = '', ROW = ''] = GOOD.split('\n');
const WIDE = Array.from({ length: 200 }, (_, at) => `Column ${at}`).join('\t');
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'), Buffer.alloc(64, 1)]);

/** Compresses to a few kilobytes and unpacks to more than a report may. */
const bomb = () => zipOf({ name: 'report.tsv', content: Buffer.concat([Buffer.from(GOOD), Buffer.alloc(60e6, '0')]) });
const withFormula = () => {
  const cells = ROW.split('\t').slice(0, -1);
  return workbookOf({ name: 'Sales', rows: [HEADER.split('\t'), [...cells, { formula: '1+1', result: 2 }]] });
};
const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();

describe('a faulty report', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof reportDesk>;
  let beforeRegistered: (() => Promise<unknown>) | undefined;

  beforeAll(async () => {
    cloud = await startTestCloud({
      faults: {
        beforeInvoke: async (functionName) => {
          if (functionName === 'RegisterReport') await beforeRegistered?.();
        },
      },
    });
    desk = reportDesk(cloud);
    await desk.catalog(['USABC1700001,Reprise,Ada,R1,Tin,,artist,,H1']);
    await desk.holders(['H1,Ada,artist,USD,US,0.1,,ach,10']);
  });

  afterEach(() => {
    beforeRegistered = undefined;
  });

  afterAll(() => cloud.stop());

  it.each([
    ['that is empty', '', 'empty_file'],
    ['of one byte', 'x', 'no_header'],
    ['of a header only', HEADER, 'no_data_rows'],
    ['of 200 columns', `${WIDE}\n${WIDE}`, 'no_header|layout_drift'],
    ['with NUL bytes', GOOD.replace('Ada', 'A\0da'), 'nul_byte'],
    ['that is a truncated gzip', gzipSync(GOOD).subarray(0, 60), 'truncated_gzip'],
    ['that is a document under the wrong extension', PDF, 'unknown_format|no_header|nul_byte|invalid_encoding'],
    ['that is a zip bomb', bomb, 'zip_bomb'],
    ['with a formula cell', withFormula, 'formula_cell'],
    ['with a blank amount', distrokidFile([{ amount: '1' }, { amount: '' }]), 'missing_amount'],
  ])('%s ends failed on the report and on the drop, with the type of its error', async (name, content, type) => {
    const key = `reports/distrokid/${name.replaceAll(' ', '-')}.tsv`;

    const failed = await desk.dropReport(key, typeof content === 'function' ? await content() : content);

    expect(failed.status).toBe('failed');
    expect(failed.errors[0]?.type).toMatch(new RegExp(`^(${type})$`));
    expect((await desk.list(key))[0]).toMatchObject({
      status: 'failed',
      link: { id: failed.report_id },
      errors: [{ code: failed.errors[0]?.type }],
    });
  });

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${GOOD}`)],
    ['UTF-16 little endian', Buffer.from(`\ufeff${GOOD}`, 'utf16le')],
    ['UTF-16 big endian', utf16be(GOOD)],
    ['UTF-16 without a byte order mark', Buffer.from(distrokidFile([{ amount: '1.5', artist: 'Bo' }]), 'utf16le')],
    ['another extension', Buffer.from(`${GOOD}\n`)],
  ])('is none for being in %s', async (name, content) => {
    const extension = name === 'another extension' ? 'dat' : 'tsv';

    const read = await desk.dropReport(`reports/distrokid/${name.replaceAll(' ', '-')}.${extension}`, content);

    expect(read).toMatchObject({
      status: 'awaiting_remittance',
      totals: { parsed: [{ currency: 'USD', amount: '1.5', rows: 1 }] },
    });
  });

  it('of refunds only waits for a person when money arrived all the same', async () => {
    const refunds = await desk.dropReport('reports/distrokid/refunds.tsv', distrokidFile([{ amount: '-4' }]));

    const stated = await desk.remit(refunds.report_id, '4');

    expect(stated).toMatchObject({
      status: 'awaiting_remittance',
      waiting_for: { kind: 'factor', currencies: ['USD'] },
    });
  });

  it('is one report when the event of its drop is delivered three times more', async () => {
    const key = 'reports/distrokid/thrice.tsv';
    const report = await desk.dropReport(key, distrokidFile([{ amount: '7' }]));
    const sqs = new SQSClient(clientOptions(cloud));
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'royalty-drop-arrivals' }));
    const { ETag } = await desk.s3.send(new GetObjectCommand({ Bucket: 'royalty-drops', Key: key }));
    const event = {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      time: '2025-05-01T00:00:00Z',
      detail: { bucket: { name: 'royalty-drops' }, object: { key, size: 1, etag: ETag, sequencer: 'S' } },
    };

    for (let delivery = 0; delivery < 3; delivery += 1)
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
    await cloud.untilIdle();

    const drops = await desk.list(key);
    expect(drops.map(({ status }) => status).toSorted()).toEqual(['duplicate', 'processing']);
    expect(drops.map(({ link }) => link)).toEqual([
      { type: 'report', id: report.report_id },
      { type: 'report', id: report.report_id },
    ]);
  });

  it('deleted between its event and its reading leaves a drop that says so', async () => {
    const key = 'reports/distrokid/deleted.tsv';
    beforeRegistered = () => desk.s3.send(new DeleteObjectCommand({ Bucket: 'royalty-drops', Key: key }));

    const drop = await desk.drop(key, distrokidFile([{ amount: '8' }]));

    expect(drop).toMatchObject({ status: 'failed', errors: [{ code: 'object_deleted' }] });
    expect(drop?.errors[0]?.message).toMatch(/was deleted before it was read/);
  });

  it('overwritten between its event and its reading is failed, and what replaced it is read', async () => {
    const key = 'reports/distrokid/overwritten.tsv';
    beforeRegistered = () => {
      beforeRegistered = undefined;
      return desk.put(key, distrokidFile([{ amount: '10' }]));
    };

    await desk.drop(key, distrokidFile([{ amount: '9' }]));

    const drops = await desk.list(key);
    const replaced = drops.find(({ status }) => status === 'failed');
    const replacement = drops.find(({ status }) => status === 'processing');
    expect(drops).toHaveLength(2);
    expect(replaced).toMatchObject({ errors: [{ code: 'object_overwritten' }] });
    expect(await desk.get(replacement?.link?.id ?? 'none')).toMatchObject({
      status: 'awaiting_remittance',
      totals: { parsed: [{ amount: '10' }] },
    });
  });

  it('has posted nothing, any of them', async () => {
    const { body } = await desk.call('/v1/ledger/trial-balance', { role: 'auditor' });

    expect(body).toMatchObject({ currencies: [], accounts: [] });
  });
});
