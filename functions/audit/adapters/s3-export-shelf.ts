import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ExportShelf } from '#audit/export-ports';
import { JOURNAL_TEXTS } from '#audit/journal-export';
import { uploadFile } from '#platform/clients/s3-files';

const VALID_SECONDS = 3600;

/** Exports under `ledger_exports/` of the lake, which forgets them after a week. */
export class S3ExportShelf implements ExportShelf {
  readonly #clients: { readonly s3: S3Client; readonly presign: S3Client };
  readonly #bucket: string;

  constructor(clients: { readonly s3: S3Client; readonly presign: S3Client }, bucket: string) {
    this.#clients = clients;
    this.#bucket = bucket;
  }

  async put({ path, format, name }: Parameters<ExportShelf['put']>[0]): Promise<string> {
    const { contentType, extension } = JOURNAL_TEXTS[format];
    const key = `ledger_exports/${name}.${extension}`;
    await uploadFile(this.#clients.s3, { bucket: this.#bucket, key }, path);
    const command = new GetObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      ResponseContentType: contentType,
      ResponseContentDisposition: `attachment; filename="ledger.${extension}"`,
    });
    return getSignedUrl(this.#clients.presign, command, { expiresIn: VALID_SECONDS });
  }
}
