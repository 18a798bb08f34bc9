import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { fileOnDisk } from '#platform/clients/file-on-disk';
import { copyObject, downloadFile, makeWorkDirectory, readObject, uploadFile } from '#platform/clients/s3-files';
import type { DroppedReport, FetchedDrop, KeptFile, LocalFile, ReportFiles } from '#reports/ports';

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
      if (!isGone(error)) throw error;
      return { kind: statusOf(error) === 404 ? 'deleted' : 'overwritten' };
    }
  }

  async archive({ bucket, key, etag }: DroppedReport, file: LocalFile): Promise<string> {
    const archiveKey = `archive/${file.sha256}`;
    const archived = { bucket: this.#lakeBucket, key: archiveKey };
    if (await this.#exists(archiveKey)) return archiveKey;
    try {
      await copyObject(this.#s3, { bucket, key, etag: quoted(etag) }, archived);
    } catch (error) {
      // Deleted or overwritten since it was fetched: what we hold is what was dropped.
      if (!isGone(error)) throw error;
      await uploadFile(this.#s3, archived, await file.path());
    }
    return archiveKey;
  }

  archived(archiveKey: string): KeptFile {
    const object = { bucket: this.#lakeBucket, key: archiveKey };
    let onDisk: Promise<LocalFile> | undefined;
    return {
      bytes: () => readObject(this.#s3, object),
      path: async () => {
        onDisk ??= this.#fetch(object);
        return (await onDisk).path();
      },
      remove: async () => {
        const file = await onDisk?.catch(() => undefined);
        await file?.remove();
      },
    };
  }

  async #fetch(object: { bucket: string; key: string; etag?: string }): Promise<LocalFile> {
    const directory = await makeWorkDirectory();
    const path = join(directory, 'report');
    const remove = () => rm(directory, { recursive: true, force: true });
    try {
      const { bytes: sizeBytes, sha256 } = await downloadFile(this.#s3, object, path);
      return { ...fileOnDisk(path), remove, sizeBytes, sha256 };
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
      if (statusOf(error) === 404) return false;
      throw error;
    }
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** The object is not there, or has other bytes than its etag says. */
const isGone = (error: unknown) => statusOf(error) === 404 || statusOf(error) === 412;

/** EventBridge gives the etag bare; HTTP wants it quoted. */
const quoted = (etag: string) => (etag.startsWith('"') ? etag : `"${etag}"`);
