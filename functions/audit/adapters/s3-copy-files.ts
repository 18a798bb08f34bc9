import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { CopyFile, CopyFiles } from '#audit/copy-ports';
import { deleteKeys, listKeys } from '#platform/clients/s3-files';

const KEY = /^(ledger_\w+)\/(\d{4}-\d{2}-\d{2}\/\d{2})\.parquet$/;

/** Files as `<table>/<day>/<hour>.parquet`, written under the condition of their ETag. */
export class S3CopyFiles implements CopyFiles {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async list(table: CopyFile['table']): Promise<readonly CopyFile[]> {
    const keys = await listKeys(this.#s3, this.#bucket, `${table}/`);
    return keys.flatMap((key) => {
      const [, name, hour] = KEY.exec(key) ?? [];
      return name === table && hour !== undefined ? [{ table, hour }] : [];
    });
  }

  async fetch(file: CopyFile, path: string): Promise<string | undefined> {
    try {
      const answer = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: keyOf(file) }));
      await pipeline(answer.Body as Readable, createWriteStream(path));
      return answer.ETag;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async store(file: CopyFile, path: string, replaces: string | undefined): Promise<'stored' | 'stale'> {
    const { size } = await stat(path);
    const condition = replaces === undefined ? { IfNoneMatch: '*' } : { IfMatch: replaces };
    const upload = { Body: createReadStream(path), ContentLength: size, ...condition };
    try {
      await this.#s3.send(new PutObjectCommand({ Bucket: this.#bucket, Key: keyOf(file), ...upload }));
      return 'stored';
    } catch (error) {
      if (error instanceof Error && STALE.has(error.name)) return 'stale';
      throw error;
    }
  }

  async remove(files: readonly CopyFile[]): Promise<void> {
    await deleteKeys(this.#s3, this.#bucket, files.map(keyOf));
  }
}

/** Another version stands there, or another writer is at it right now. */
const STALE: ReadonlySet<string> = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);

const keyOf = ({ table, hour }: CopyFile) => `${table}/${hour}.parquet`;
