import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { UploadSigner } from '#drops/ports';

export interface UploadSignerOptions {
  /** Computes no checksum on its own: there are no bytes yet, and a signed checksum of nothing refuses every file. */
  readonly s3: S3Client;
  readonly dropsBucket: string;
}

const SHEET_ID_HEADER = 'x-amz-meta-sheet-id';

/** Signs a PUT of exactly so many bytes under exactly this key. */
export function createUploadSigner({ s3, dropsBucket }: UploadSignerOptions): UploadSigner {
  return {
    async sign({ key, contentLength, sheetId, validSeconds }) {
      const command = new PutObjectCommand({
        Bucket: dropsBucket,
        Key: key,
        ContentLength: contentLength,
        ...(sheetId !== undefined && { Metadata: { 'sheet-id': sheetId } }),
      });
      const url = await getSignedUrl(s3, command, {
        expiresIn: validSeconds,
        unhoistableHeaders: new Set([SHEET_ID_HEADER]),
        signableHeaders: new Set(['content-length', 'host', SHEET_ID_HEADER]),
      });
      const headers = {
        'content-length': String(contentLength),
        ...(sheetId !== undefined && { [SHEET_ID_HEADER]: sheetId }),
      };
      return { url, headers };
    },
  };
}
