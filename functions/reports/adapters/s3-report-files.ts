import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { downloadFile, makeWorkDirectory, uploadFile } from '#platform/clients/s3-files';
import type { DroppedReport, FetchedDrop, LocalFile, ReportFiles } from '#reports/ports';

/** Dropped files in the drops bucket, and their archive in the lake under the hash of their bytes. */
export class S3ReportFiles implements ReportFiles {
  readonly #s3: S3Client;
  readonly #lakeBucket: string;

  constructor(s3: S3Client, lakeBucket: string) {
    this.#s3 = s3;
    this.#lakeBucket = lakeBucket;
  }

  async fetchDrop({ bucket, key, etag }: DroppedReport): Promise<FetchedDrop> {
    try {
      return { kind: 'fetched', file: await this.#fetch({ bucket, key, etag: quoted(etag) }) };
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      if (status === 404) return { kind: 'deleted' };
      if (status === 412) return { kind: 'overwritten' };
      throw error;
    }
  }

  async archive({ path, sha256 }: LocalFile): Promise<string> {
    const key = `archive/${sha256}`;
    if (!(await this.#exists(key))) await uploadFile(this.#s3, { bucket: this.#lakeBucket, key }, path);
    return key;
  }

  fetchArchived(archiveKey: string): Promise<LocalFile> {
    return this.#fetch({ bucket: this.#lakeBucket, key: archiveKey });
  }

  async #fetch(object: { bucket: string; key: string; etag?: string }): Promise<LocalFile> {
    const directory = await makeWorkDirectory();
    const path = join(directory, 'report');
    const remove = () => rm(directory, { recursive: true, force: true });
    try {
      return { path, remove, ...(await downloadFile(this.#s3, object, path)) };
    } catch (error) {
      await remove();
      throw error;
    }
  }

  async #exists(key: string): Promise<boolean> {
    try {
      await this.#s3.send(new HeadObjectCommand({ Bucket: this.#lakeBucket, Key: key }));
      return true;
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return false;
      throw error;
    }
  }
}

/** EventBridge gives the etag bare; HTTP wants it quoted. */
const quoted = (etag: string) => (etag.startsWith('"') ? etag : `"${etag}"`);
