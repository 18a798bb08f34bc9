import { GetObjectCommand, HeadObjectCommand, NotFound, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { PayoutFiles } from '#payouts/ports';

const DOWNLOAD_SECONDS = 300;

/** Files of payout runs in the documents bucket, written once under object lock; downloads are signed for five minutes. */
export class S3PayoutFiles implements PayoutFiles {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async putOnce({ key, body, mediaType, checksum }: Parameters<PayoutFiles['putOnce']>[0]) {
    const object = { Bucket: this.#bucket, Key: key };
    const put = new PutObjectCommand({
      ...object,
      Body: body,
      ContentType: mediaType,
      IfNoneMatch: '*',
      Metadata: { sha256: checksum },
    });
    try {
      await this.#client.send(put);
      return 'stored';
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'PreconditionFailed') throw error;
      return (await this.#standing(object)) === checksum ? 'stored' : 'differs';
    }
  }

  downloadUrl(key: string, fileName: string): Promise<string> {
    const get = new GetObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      ResponseContentDisposition: `attachment; filename="${fileName}"`,
    });
    return getSignedUrl(this.#client, get, { expiresIn: DOWNLOAD_SECONDS });
  }

  async #standing(object: { readonly Bucket: string; readonly Key: string }): Promise<string | undefined> {
    try {
      const { Metadata } = await this.#client.send(new HeadObjectCommand(object));
      return Metadata?.['sha256'];
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }
}
