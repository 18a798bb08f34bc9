import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Engine, type S3Engine } from '#infra/local/engines/s3/s3-engine';
import { aContext, type FakeContext, localClient, type ServedEngine, serve } from '#test/support/local-context';

const Bucket = 'royalty-drops';

describe('S3 through the AWS SDK', () => {
  let context: FakeContext;
  let engine: S3Engine;
  let served: ServedEngine;
  let s3: S3Client;

  beforeAll(async () => {
    context = aContext({ startsAt: new Date().toISOString() });
    engine = createS3Engine(context, {
      buckets: [
        { name: Bucket, eventBridge: true },
        { name: 'royalty-documents', eventBridge: false, lock: { mode: 'COMPLIANCE', days: 30 } },
      ],
    });
    engine.startEvents();
    served = await serve(engine);
    s3 = new S3Client({ ...localClient(served.endpoint), forcePathStyle: true });
  });

  afterAll(async () => {
    s3.destroy();
    await served.close();
    await engine.stop();
    context.dispose();
  });

  const put = (Key: string, Body: string | Uint8Array, rest: object = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ...rest }));
  const read = async (Key: string, rest: object = {}) => {
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ...rest }));
    return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  };

  it('stores a streamed body without its chunk framing, as a plain file', async () => {
    const bytes = randomBytes(300_000);

    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'reports/distrokid/a b ü.csv',
        Body: Readable.from([bytes.subarray(0, 70_001), bytes.subarray(70_001)]),
        ContentLength: bytes.length,
        ContentType: 'text/csv',
        Metadata: { 'sheet-id': 'S1' },
      }),
    );

    expect(readFileSync(join(engine.store.directoryOf(Bucket), 'reports/distrokid/a b ü.csv'))).toEqual(bytes);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'reports/distrokid/a b ü.csv' }));
    expect(head).toMatchObject({ ContentLength: 300_000, ContentType: 'text/csv', Metadata: { 'sheet-id': 'S1' } });
    expect(head.ETag).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)('verifies a %s trailer', async (algorithm) => {
    const Key = `checksums/${algorithm}`;

    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: Readable.from(['checked ', 'bytes']),
        ContentLength: 13,
        ChecksumAlgorithm: algorithm,
      }),
    );

    const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(answer[`Checksum${algorithm}`]).toMatch(/^[\w+/]+=*$/);
    expect(await answer.Body?.transformToString()).toBe('checked bytes');
  });

  it('refuses a body whose checksum or MD5 differs and keeps what stood', async () => {
    await put('digest', 'first');

    await expect(put('digest', 'second', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(put('digest', 'second', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })).rejects.toMatchObject({
      name: 'BadDigest',
    });

    expect((await read('digest')).toString()).toBe('first');
  });

  it('lets exactly one of 32 racing conditional writes win', async () => {
    const writers = Array.from({ length: 32 }, (_, n) => put('race', `writer ${n}`, { IfNoneMatch: '*' }));

    const outcomes = await Promise.allSettled(writers);

    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason.$metadata.httpStatusCode).toBe(412);
  });

  it('replaces under If-Match only the version that was read', async () => {
    const { ETag } = await put('pointer', 'v1');

    await put('pointer', 'v2', { IfMatch: ETag });

    await expect(put('pointer', 'v3', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(read('pointer', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect((await read('pointer')).toString()).toBe('v2');
  });

  it.each([
    ['bytes=0-3', 'abcd', 'bytes 0-3/10'],
    ['bytes=4-', 'efghij', 'bytes 4-9/10'],
    ['bytes=-3', 'hij', 'bytes 7-9/10'],
    ['bytes=-99', 'abcdefghij', 'bytes 0-9/10'],
    ['bytes=8-99', 'ij', 'bytes 8-9/10'],
  ])('answers %s with those bytes', async (Range, expected, contentRange) => {
    await put('ranges', 'abcdefghij');

    const answer = await s3.send(new GetObjectCommand({ Bucket, Key: 'ranges', Range }));

    expect(await answer.Body?.transformToString()).toBe(expected);
    expect(answer.ContentRange).toBe(contentRange);
    expect(answer.$metadata.httpStatusCode).toBe(206);
  });

  it('answers 416 for a range outside the object', async () => {
    await put('ranges', 'abcdefghij');

    await expect(read('ranges', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' });
    await expect(read('ranges', { Range: 'bytes=-0' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('joins a multipart upload of a stream of unknown length', async () => {
    const bytes = randomBytes(12 * 1024 * 1024 + 17);
    const body = new PassThrough();
    body.end(bytes);

    const done = await new Upload({ client: s3, params: { Bucket, Key: 'big', Body: body } }).done();

    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    expect((await read('big')).equals(bytes)).toBe(true);
  });

  it('lists the parts of an open upload and refuses to join one that was not uploaded', async () => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
    await s3.send(new UploadPartCommand({ Bucket, Key: 'parts', UploadId, PartNumber: 2, Body: 'two' }));

    const parts = await s3.send(new ListPartsCommand({ Bucket, Key: 'parts', UploadId }));

    expect(parts.Parts?.map((part) => [part.PartNumber, part.Size])).toEqual([[2, 3]]);
    await expect(read('parts')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('pages a listing in byte order and rolls keys up at the delimiter', async () => {
    const names = ['l/a/1', 'l/a/2', 'l/b', 'l/c/1', 'l/é', 'l/😀', 'l/～'];
    for (const name of names) await put(name, name);

    const pages: string[][] = [];
    for await (const page of paginateListObjectsV2(
      { client: s3, pageSize: 2 },
      { Bucket, Prefix: 'l/', Delimiter: '/' },
    ))
      pages.push([
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ''),
        ...(page.Contents ?? []).map(({ Key }) => Key ?? ''),
      ]);

    expect(pages.map((page) => page.length)).toEqual([2, 2, 2]);
    expect(pages.flat().sort()).toEqual(['l/a/', 'l/b', 'l/c/', 'l/é', 'l/～', 'l/😀'].sort());
    expect(pages[2]).toEqual(['l/～', 'l/😀']);
  });

  it('starts a listing after a key', async () => {
    for (const name of ['after/1', 'after/2', 'after/3']) await put(name, name);

    const listing = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'after/', StartAfter: 'after/1' }));

    expect(listing.Contents?.map(({ Key }) => Key)).toEqual(['after/2', 'after/3']);
  });

  it('keeps strange keys apart and inside the bucket', async () => {
    const keys = [
      '../x',
      '../../etc/x',
      'a//b',
      '/lead',
      'dir/',
      'n',
      'n/m',
      'm/n',
      'm',
      '.',
      '..',
      'a/./b',
      '%2e%2e/y',
    ];
    keys.push('x'.repeat(1024), `${'é'.repeat(300)}/z`, 'nul\0key', ' ');

    for (const key of keys) await put(key, `at ${key}`);

    for (const key of keys) expect((await read(key)).toString()).toBe(`at ${key}`);
    for (const key of keys) await s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
    for (const key of keys) await expect(read(key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('copies with metadata and deletes many at once', async () => {
    await put('copy/from ü', 'body', { Metadata: { a: '1' } });

    await s3.send(
      new CopyObjectCommand({ Bucket, Key: 'copy/to', CopySource: `${Bucket}/${encodeURIComponent('copy/from ü')}` }),
    );

    const copied = await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy/to' }));
    expect(copied.Metadata).toEqual({ a: '1' });
    const Objects = ['copy/from ü', 'copy/to', 'copy/never & was'].map((Key) => ({ Key }));
    const deleted = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(deleted.Deleted?.map(({ Key }) => Key)).toEqual(Objects.map(({ Key }) => Key));
    await expect(read('copy/to')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('gives the copy of what was uploaded in parts an etag of its own bytes', async () => {
    const body = randomBytes(6 * 2 ** 20);
    const upload = new Upload({ client: s3, params: { Bucket, Key: 'parts/whole', Body: Readable.from([body]) } });
    const { ETag: etagOfParts } = await upload.done();

    await s3.send(new CopyObjectCommand({ Bucket, Key: 'parts/copy', CopySource: `${Bucket}/parts/whole` }));

    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'parts/copy' }));
    expect(etagOfParts).toContain('-');
    expect(ETag).toBe(`"${createHash('md5').update(body).digest('hex')}"`);
    expect(await read('parts/copy')).toEqual(body);
  });

  it('copies only what still has the etag that the caller means', async () => {
    const { ETag: before } = await put('copy/moving', 'before');
    await put('copy/moving', 'after');

    const copy = new CopyObjectCommand({
      Bucket,
      Key: 'copy/moved',
      CopySource: `${Bucket}/copy/moving`,
      CopySourceIfMatch: before,
    });

    await expect(s3.send(copy)).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(read('copy/moved')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('takes a presigned upload and download until the virtual clock passes their end', async () => {
    const signing = { expiresIn: 60, signingDate: new Date(context.clock.now()) };
    const upload = await getSignedUrl(
      s3,
      new PutObjectCommand({ Bucket, Key: 'signed', Metadata: { 'sheet-id': '7' } }),
      signing,
    );
    const download = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'signed' }), signing);

    const uploaded = await fetch(upload, { method: 'PUT', body: 'by url' });

    expect(uploaded.status).toBe(200);
    const downloaded = await fetch(download);
    expect(await downloaded.text()).toBe('by url');
    expect(downloaded.headers.get('x-amz-meta-sheet-id')).toBe('7');
    context.advanceTo(context.clock.now() + 61_000);
    const late = await fetch(download);
    expect(late.status).toBe(403);
    expect(await late.text()).toContain('Request has expired');
  });

  it('refuses to replace or delete a locked document until its retention ends', async () => {
    const document = { Bucket: 'royalty-documents', Key: 'statement.pdf' };
    await s3.send(new PutObjectCommand({ ...document, Body: 'v1' }));

    await expect(s3.send(new PutObjectCommand({ ...document, Body: 'v2' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await expect(s3.send(new DeleteObjectCommand(document))).rejects.toMatchObject({ name: 'AccessDenied' });

    context.advanceTo(context.clock.now() + 31 * 86_400_000);
    await s3.send(new DeleteObjectCommand(document));
  });

  it('tells EventBridge of each object created and deleted, in order', async () => {
    context.events.length = 0;
    await put('events/one', '12345');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'events/one' }));
    await expect.poll(() => context.events.length).toBe(2);

    const [created, deleted] = context.events;
    expect(created).toMatchObject({
      source: 'aws.s3',
      detailType: 'Object Created',
      resources: ['arn:aws:s3:::royalty-drops'],
      detail: {
        version: '0',
        bucket: { name: Bucket },
        object: { key: 'events/one', size: 5, etag: createHash('md5').update('12345').digest('hex') },
        reason: 'PutObject',
      },
    });
    expect(deleted).toMatchObject({ detailType: 'Object Deleted', detail: { object: { key: 'events/one' } } });
    const sequencers = context.events.map(
      ({ detail }) => JSON.stringify(detail).match(/"sequencer":"(\w+)"/)?.[1] ?? '',
    );
    expect(sequencers[0]?.localeCompare(sequencers[1] ?? '')).toBe(-1);
  });

  it('answers an unknown bucket, key and operation by name', async () => {
    await expect(s3.send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'a' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await expect(read('nothing')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const acl = await fetch(`${served.endpoint}/${Bucket}/digest?acl`);
    expect(acl.status).toBe(501);
  });

  it('keeps nothing of an upload that its client abandoned', async () => {
    const outcome = await new Promise((resolve) => {
      const upload = httpRequest(`${served.endpoint}/${Bucket}/abandoned`, {
        method: 'PUT',
        headers: { 'content-length': '1000', 'x-amz-date': '20250101T000000Z' },
      });
      upload.on('error', resolve);
      upload.write('half', () => upload.destroy(new Error('gone')));
    });

    expect(outcome).toBeInstanceOf(Error);
    await expect(read('abandoned')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});
