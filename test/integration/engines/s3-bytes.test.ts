import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BUFFER_BYTES, takeBuffer } from '#infra/local/engines/s3/byte-buffers';
import { createS3Engine, type S3Engine } from '#infra/local/engines/s3/s3-engine';
import { sendFile } from '#infra/local/engines/s3/send-file';
import { aContext, type FakeContext, localClient, type ServedEngine, serve } from '#test/support/local-context';

const Bucket = 'royalty-drops';
const SIZES = [0, 1, 65_536, 65_537, BUFFER_BYTES - 1, BUFFER_BYTES, BUFFER_BYTES + 1, 3 * BUFFER_BYTES + 7];

describe('Bytes through shared buffers', () => {
  let context: FakeContext;
  let engine: S3Engine;
  let served: ServedEngine;
  let s3: S3Client;

  beforeAll(async () => {
    context = aContext({ startsAt: new Date().toISOString() });
    engine = createS3Engine(context, { buckets: [{ name: Bucket, eventBridge: false }] });
    served = await serve(engine);
    s3 = new S3Client({ ...localClient(served.endpoint), forcePathStyle: true });
  });

  afterAll(async () => {
    s3.destroy();
    await served.close();
    await engine.stop();
    context.dispose();
  });

  const read = async (Key: string, Range?: string) => {
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ...(Range === undefined ? {} : { Range }) }));
    return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  };

  it('keeps objects of every length apart while many are written and read at once', async () => {
    const objects = SIZES.flatMap((size) => [0, 1, 2].map((copy) => ({ Key: `${size}/${copy}`, size })));
    const writeAndRead = async ({ Key, size }: (typeof objects)[number]) => {
      const Body = randomBytes(size);
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      const [whole, part] = await Promise.all([read(Key), size > 9 ? read(Key, 'bytes=3-') : Body.subarray(3)]);
      return whole.equals(Body) && part.equals(Body.subarray(3));
    };

    const equal = await Promise.all(objects.map(writeAndRead));

    expect(equal).toEqual(objects.map(() => true));
  });

  it('lets go of the file when a client hangs up, and has nothing to complain of', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'long', Body: randomBytes(40 * BUFFER_BYTES) }));

    await new Promise<void>((resolve, reject) => {
      const asked = httpRequest(`${served.endpoint}/${Bucket}/long`, (answer) =>
        answer.once('data', () => answer.destroy()).once('close', resolve),
      );
      asked.once('error', reject).end();
    });

    await vi.waitFor(() => expect(openFiles()).not.toContain(join(engine.store.directoryOf(Bucket), 'long')));
    expect(context.lines).toEqual([]);
  });

  it('uses no buffer again that an answer cut short may still be read from', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'cut', Body: randomBytes(4 * BUFFER_BYTES) }));
    const descriptor = openSync(join(engine.store.directoryOf(Bucket), 'cut'), 'r');
    const underWay: ArrayBufferLike[] = [];
    const target = new Writable({
      write(bytes: Buffer) {
        underWay.push(bytes.buffer);
        target.destroy();
      },
    });

    const sent = sendFile(descriptor, { first: 0, length: 4 * BUFFER_BYTES }, target);

    await expect(sent).rejects.toMatchObject({ code: 'ERR_STREAM_DESTROYED' });
    closeSync(descriptor);
    const next = Array.from({ length: 20 }, () => takeBuffer().buffer);
    expect(next.filter((buffer) => underWay.includes(buffer))).toEqual([]);
  });
});

/** The files that this process has open. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      return [];
    }
  });
}
