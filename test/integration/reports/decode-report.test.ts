import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { fileOnDisk } from '#platform/clients/file-on-disk';
import { openReport } from '#reports/adapters/decode-report';
import { contentHash } from '#reports/report-identity';
import { UNPACK_LIMITS } from '#reports/unpacking/unpack-limits';
import { mustRead, readReportFile } from '#test/support/read-report';
import { workbookOf, zipOf } from '#test/support/report-archives';
import { aMapping } from '#test/support/text-report';

const folder = mkdtempSync(join(tmpdir(), 'pennywhistle-decode-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = ['Date', 'Title', 'ISRC', 'Units', 'Net'];
const CSV = Buffer.from(
  `${HEADER.join(',')}\n2025-04-01,One,USAB12500001,1,0.10\n2025-04-01,Two,USAB12500002,2,-0.025\n`,
);
const ROWS = [HEADER, ['2025-04-01', 'One', 'USAB12500001', 1, 0.1], ['2025-04-01', 'Two', 'USAB12500002', 2, -0.025]];
const mapping = aMapping({
  formats: [{ kind: 'delimited', delimiter: ',' }, { kind: 'workbook' }],
  ignoreMembers: 'rollup',
});
const amounts = [{ currency: 'USD', amount: '0.075', rows: 2 }];

let files = 0;
function fileOf(name: string, content: Uint8Array): { path: string; fileName: string } {
  files += 1;
  const path = join(folder, `${files}`);
  writeFileSync(path, content);
  return { path, fileName: name };
}

async function parsedOf(name: string, content: Uint8Array) {
  const file = fileOf(name, content);
  return (await mustRead(file.path, [mapping], name)).summary.totals.parsed;
}

async function problemOf(name: string, content: Uint8Array) {
  const file = fileOf(name, content);
  const result = await readReportFile(file.path, [mapping], name);
  return result.kind === 'refused' ? result.error.type : result.summary.fileErrors[0]?.type;
}

async function hashOf(name: string, content: Uint8Array) {
  const opened = await openReport(fileOnDisk(fileOf(name, content).path), name);
  if (opened.kind === 'refused') return opened;
  const hash = await contentHash(opened.report);
  opened.report.close();
  return hash;
}

describe('a report is opened by its content', () => {
  it.each([
    ['plain', 'r.csv', async () => CSV],
    ['gzip', 'r.csv.gz', async () => gzipSync(CSV)],
    ['gzip under a plain name', 'r.csv', async () => gzipSync(CSV)],
    [
      'gzip in two parts',
      'r.csv.gz',
      async () => Buffer.concat([gzipSync(CSV.subarray(0, 40)), gzipSync(CSV.subarray(40))]),
    ],
    ['zip', 'r.zip', async () => zipOf({ name: 'in/r.csv', content: CSV })],
    [
      'zip with the traces of a Mac',
      'r.zip',
      async () => zipOf({ name: '__MACOSX/._r.csv', content: Buffer.from('x') }, { name: 'r.csv', content: CSV }),
    ],
    [
      'zip with a roll-up',
      'r.zip',
      async () => zipOf({ name: 'r.csv', content: CSV }, { name: 'rollup.csv', content: CSV }),
    ],
    ['workbook', 'r.xlsx', async () => await workbookOf({ name: 'A', rows: ROWS })],
    ['workbook under a wrong extension', 'r.csv', async () => await workbookOf({ name: 'A', rows: ROWS })],
    ['workbook in gzip', 'r.xlsx.gz', async () => gzipSync(await workbookOf({ name: 'A', rows: ROWS }))],
    [
      'workbook in zip',
      'r.zip',
      async () => zipOf({ name: 'r.xlsx', content: await workbookOf({ name: 'A', rows: ROWS }) }),
    ],
  ])('%s', async (_, name, content) => {
    expect(await parsedOf(name, await content())).toMatchObject([{ currency: 'USD', rows: 2 }]);
    expect((await parsedOf(name, await content()))[0]?.amount).toBe(amounts[0]?.amount);
  });

  it('a zip of two members has both, each named', async () => {
    const { path } = fileOf('r.zip', zipOf({ name: 'b.csv', content: CSV }, { name: 'a.csv', content: CSV }));
    const { rows } = await mustRead(path, [mapping], 'r.zip');

    expect(rows.map((row) => `${row.sheet}:${row.line}`)).toEqual(['a.csv:2', 'a.csv:3', 'b.csv:2', 'b.csv:3']);
  });
});

describe('the identity of a report is its decoded content (R25)', () => {
  it('zipped, gzipped and plain are one report', async () => {
    const plain = await hashOf('r.csv', CSV);

    expect(plain).toEqual({ kind: 'hashed', hash: createHash('sha256').update(CSV).digest('hex') });
    expect(await hashOf('r.csv.gz', gzipSync(CSV, { level: 1 }))).toEqual(plain);
    expect(await hashOf('other.zip', zipOf({ name: 'x.csv', content: CSV }))).toEqual(plain);
  });

  it('only a plain file says that its digest is that of its bytes', async () => {
    const files = { 'r.csv': CSV, 'r.csv.gz': gzipSync(CSV), 'r.zip': zipOf({ name: 'x.csv', content: CSV }) };
    const asDropped: string[] = [];

    for (const [name, content] of Object.entries(files)) {
      const opened = await openReport(fileOnDisk(fileOf(name, content).path), name);
      if (opened.kind === 'opened' && opened.report.isAsDropped) asDropped.push(name);
    }

    expect(asDropped).toEqual(['r.csv']);
  });

  it('does not depend on the order of members', async () => {
    const [one, two] = [
      { name: '1.csv', content: CSV },
      { name: '2.csv', content: Buffer.from('x') },
    ];

    expect(await hashOf('r.zip', zipOf(one, two))).toEqual(
      await hashOf('r.zip', zipOf({ ...two, name: '0.csv' }, one)),
    );
  });

  it('other bytes are another report', async () => {
    expect(await hashOf('r.csv', CSV)).not.toEqual(await hashOf('r.csv', Buffer.concat([CSV, Buffer.from('\n')])));
  });
});

describe('a file that cannot be read says why', () => {
  const zip = zipOf({ name: 'r.csv', content: CSV });

  it.each([
    ['no bytes', 'r.csv', Buffer.alloc(0), 'empty_file'],
    ['one byte', 'r.csv', Buffer.from('x'), 'no_header'],
    ['a header only', 'r.csv', Buffer.from(HEADER.join(',')), 'no_data_rows'],
    ['an empty gzip', 'r.csv.gz', gzipSync(Buffer.alloc(0)), 'empty_file'],
    ['a gzip cut in the middle', 'r.csv.gz', gzipSync(Buffer.alloc(200_000, CSV)).subarray(0, 300), 'truncated_gzip'],
    ['a gzip without its check sum', 'r.csv.gz', gzipSync(CSV).subarray(0, -6), 'truncated_gzip'],
    ['a damaged gzip', 'r.csv.gz', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), 'truncated_gzip'],
    ['a zip without its end', 'r.zip', zip.subarray(0, -10), 'corrupt_archive'],
    ['a zip of nothing', 'r.zip', zipOf(), 'empty_file'],
    ['a zip with a password', 'r.zip', zipOf({ name: 'r.csv', content: CSV, isEncrypted: true }), 'encrypted_archive'],
    [
      'a zip that lies about its size',
      'r.zip',
      zipOf({ name: 'r.csv', content: CSV, claimedBytes: 10 }),
      'corrupt_archive',
    ],
    ['a zip in a zip', 'r.zip', zipOf({ name: 'r.zip', content: zip }), 'unknown_format'],
    ['a PDF', 'r.csv', Buffer.from('%PDF-1.7\n'), 'unknown_format'],
    [
      'a workbook of the old kind, or with a password',
      'r.xlsx',
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      'unknown_format',
    ],
    ['text that is not UTF-8', 'r.csv', Buffer.concat([CSV, Buffer.from([0xff, 0xfe, 0x0a])]), 'invalid_encoding'],
  ])('%s', async (_, name, content, type) => {
    expect(await problemOf(name, content)).toBe(type);
  });

  it('a damaged member of a zip', async () => {
    const damaged = Buffer.from(zip);
    damaged.fill(0xff, 40, 60);

    expect(await problemOf('r.zip', damaged)).toBe('corrupt_archive');
  });

  it('rows before the damage are counted, and the report fails', async () => {
    const many = Buffer.concat([CSV, Buffer.from('2025-04-01,One,USAB12500001,1,0.10\n'.repeat(50_000))]);
    const { path } = fileOf('r.csv.gz', gzipSync(many).subarray(0, -20));
    const { summary } = await mustRead(path, [mapping], 'r.csv.gz');

    expect(summary.counts.data).toBeGreaterThan(1000);
    expect(summary.errorGroups.map((group) => group.type)).toContain('truncated_gzip');
  });
});

describe('a bomb', () => {
  const zeros = Buffer.alloc(40 * 1024 ** 2);

  it.each([
    ['a zip', 'r.zip', () => zipOf({ name: 'r.csv', content: zeros }), 'zip_bomb'],
    ['a gzip', 'r.csv.gz', () => gzipSync(zeros), 'zip_bomb'],
    [
      'a zip that lies about its size',
      'r.zip',
      () => zipOf({ name: 'r.csv', content: zeros, claimedBytes: 100 }),
      'corrupt_archive',
    ],
  ])('%s is stopped while it unpacks', async (_, name, content, type) => {
    expect(await problemOf(name, content())).toBe(type);
    expect(await hashOf(name, content())).toMatchObject({ kind: 'refused', error: { type } });
  });

  it('by its directory alone is refused before anything unpacks', async () => {
    const file = fileOf('r.zip', zipOf({ name: 'r.csv', content: CSV, claimedBytes: 4_000_000_000 }));

    expect(
      await openReport(fileOnDisk(file.path), file.fileName, { ...UNPACK_LIMITS, bytesMax: 1_000_000 }),
    ).toMatchObject({
      kind: 'refused',
      error: { type: 'zip_bomb' },
    });
  });

  it('of too many members is refused', async () => {
    const file = fileOf('r.zip', zipOf(...Array.from({ length: 4 }, (_, at) => ({ name: `${at}.csv`, content: CSV }))));

    expect(await openReport(fileOnDisk(file.path), file.fileName, { ...UNPACK_LIMITS, membersMax: 3 })).toMatchObject({
      kind: 'refused',
      error: { type: 'zip_bomb' },
    });
    expect(await openReport(fileOnDisk(file.path), file.fileName, { ...UNPACK_LIMITS, membersMax: 4 })).toMatchObject({
      kind: 'opened',
    });
  });
});
