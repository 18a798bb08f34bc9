import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { LakeDocuments } from '#attribution/ports';
import type { SealedObject, SealedSnapshot } from '#attribution/sealed-inputs';
import { assertThat } from '#kernel/errors';

/** An etag that is the MD5 of the content: one of an object that was put in one piece. */
const MD5_ETAG = /^"[0-9a-f]{32}"$/;

/** Texts and checksums of the lake bucket. */
export class S3LakeDocuments implements LakeDocuments {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, lakeBucket: string) {
    this.#s3 = s3;
    this.#bucket = lakeBucket;
  }

  async put(key: string, text: string): Promise<void> {
    await this.#s3.send(new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body: text }));
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#open(key))?.Body?.transformToString();
  }

  async differenceOf(sealed: SealedObject | Pick<SealedSnapshot, 'key' | 'sha256'>): Promise<string | undefined> {
    const found = await this.#open(sealed.key);
    if (found === undefined) return 'it is gone from the lake';
    const isSnapshot = 'sha256' in sealed;
    const hash = createHash(isSnapshot ? 'sha256' : 'md5');
    assertThat(found.Body instanceof Readable, `${sealed.key} has no body`);
    let bytes = 0;
    for await (const chunk of found.Body) {
      const piece = chunkOf(chunk);
      hash.update(piece);
      bytes += piece.byteLength;
    }
    const digest = hash.digest('hex');
    if (isSnapshot) return digest === sealed.sha256 ? undefined : `SHA-256 ${digest}, sealed as ${sealed.sha256}`;
    if (bytes !== sealed.bytes) return `${bytes} bytes, sealed with ${sealed.bytes}`;
    // An object put in parts has an etag of parts; then S3's own word on its content must do.
    const etag = MD5_ETAG.test(sealed.etag) ? `"${digest}"` : found.ETag;
    return etag === sealed.etag ? undefined : `etag ${etag}, sealed as ${sealed.etag}`;
  }

  async #open(key: string) {
    try {
      return await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}

function chunkOf(chunk: unknown): Uint8Array {
  assertThat(chunk instanceof Uint8Array, 'A body is bytes');
  return chunk;
}
