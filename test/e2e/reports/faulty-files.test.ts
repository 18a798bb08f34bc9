import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { startTestCloud } from '#test/support/local-cloud';
import { reportDesk } from '#test/support/report-desk';

const HEADER =
  'Reporting Date\tSale Month\tStore\tArtist\tTitle\tISRC\tUPC\tQuantity\tTeam Percentage\tSong/Album\tCountry of Sale\tSongwriter Royalties Withheld\tEarnings (USD)';
const ROW = '2025-05-01\t2025-04\tSpotify\tAda\tReprise\tUSABC1700001\t\t1\t100\tSong\tUS\t0\t1.5';
const WIDE = Array.from({ length: 200 }, (_, at) => `Column ${at}`).join('\t');

describe('a faulty report', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof reportDesk>;

  beforeAll(async () => {
    cloud = await startTestCloud();
    desk = reportDesk(cloud);
  });

  afterAll(() => cloud.stop());

  it.each([
    ['of one byte', 'x', 'no_header'],
    ['of a header only', HEADER, 'no_data_rows'],
    ['of 200 columns', `${WIDE}\n${WIDE}`, 'no_header|layout_drift'],
    ['with NUL bytes', `${HEADER}\n${ROW.replace('Ada', 'A\0da')}`, 'nul_byte'],
    ['that is a truncated gzip', gzipSync(`${HEADER}\n${ROW}`).subarray(0, 60), 'truncated_gzip'],
  ])('%s ends failed on the report and on the drop, with the type of its error', async (name, content, type) => {
    const key = `reports/distrokid/${name.replaceAll(' ', '-')}.tsv`;

    const failed = await desk.dropReport(key, content);

    expect(failed.status).toBe('failed');
    expect(failed.errors[0]?.type).toMatch(new RegExp(type));
    expect((await desk.list(key))[0]).toMatchObject({ status: 'failed', link: { id: failed.report_id } });
  });
});
