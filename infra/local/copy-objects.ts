import { createHash } from 'node:crypto';
import { DeleteObjectsCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';

const BUCKET = 'royalty-lake';
const FOLDERS = ['ledger_entries/', 'ledger_transactions/', 'ledger_states/', 'ledger_snapshots/'];
/** Keys of one DeleteObjects. */
const REMOVED_AT_ONCE = 1000;

/** The objects of the ledger's copy in the lake of a local cloud. */
export class CopyObjects {
  readonly #s3: S3Client;

  constructor(endpoint: string) {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    this.#s3 = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  }

  /** SHA-256 of every object's bytes, by key. */
  async hashes(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const key of (await Promise.all(FOLDERS.map((folder) => this.#keys(folder)))).flat()) {
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      found.set(key, createHash('sha256').update(bytes).digest('hex'));
    }
    return found;
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (let from = 0; from < keys.length; from += REMOVED_AT_ONCE) {
      const Objects = keys.slice(from, from + REMOVED_AT_ONCE).map((Key) => ({ Key }));
      await this.#s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
    }
  }

  close(): void {
    this.#s3.destroy();
  }

  async #keys(folder: string): Promise<readonly string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.#s3.send(
        new ListObjectsV2Command({ Bucket: BUCKET, Prefix: folder, ...(token && { ContinuationToken: token }) }),
      );
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return keys;
  }
}
