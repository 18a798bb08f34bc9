import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { S3ReportFiles } from '#reports/adapters/s3-report-files';
import type { DroppedReport } from '#reports/ports';
import { memoryS3 } from '#test/support/memory-s3';

const KEY = 'reports/distrokid/a.tsv';
const BYTES = Buffer.from('as dropped');
const ARCHIVE_KEY = `archive/${createHash('sha256').update(BYTES).digest('hex')}`;

async function aFetchedDrop() {
  const s3 = memoryS3();
  const etag = s3.put('drops', KEY, BYTES);
  const drop = { dropId: 'd_1', bucket: 'drops', key: KEY, etag, size: BYTES.length, droppedAt: '' } as DroppedReport;
  const files = new S3ReportFiles(s3.client, 'lake');
  const fetched = await files.fetchDrop(drop);
  if (fetched.kind !== 'fetched') throw new Error(`The drop is ${fetched.kind}`);
  return { s3, files, drop, file: fetched.file };
}

describe('the archive keeps the bytes as they were dropped', () => {
  it.each([
    ['still stands', () => undefined],
    ['was deleted since', (s3: ReturnType<typeof memoryS3>) => void s3.remove('drops', KEY)],
    ['was overwritten since', (s3: ReturnType<typeof memoryS3>) => void s3.put('drops', KEY, Buffer.from('newer'))],
  ])('when the object %s', async (_what, meanwhile) => {
    const { s3, files, drop, file } = await aFetchedDrop();
    meanwhile(s3);

    const key = await files.archive(drop, file);

    expect(key).toBe(ARCHIVE_KEY);
    expect(await buffer(files.archived(key).bytes())).toEqual(BYTES);
    await file.remove();
  });
});
