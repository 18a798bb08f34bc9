import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parquetMetadataAsync } from 'hyparquet';
import { assertThat } from '#kernel/errors';
import type { SealLake } from '#plays/seal-ports';

export interface SealLakeOptions {
  readonly s3: S3Client;
  readonly lakeBucket: string;
}

/** Footers by ranged reads, and manifests, in the lake bucket. */
export function createSealLake({ s3, lakeBucket }: SealLakeOptions): SealLake {
  return {
    async rowsOf({ key, bytes, etag }) {
      const slice = async (start: number, end: number = bytes) => {
        const Range = `bytes=${start}-${end - 1}`;
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: lakeBucket, Key: key, Range, IfMatch: etag }));
        assertThat(Body !== undefined, `${key} has no body`);
        return Uint8Array.from(await Body.transformToByteArray()).buffer;
      };
      const { num_rows } = await parquetMetadataAsync({ byteLength: bytes, slice });
      return Number(num_rows);
    },
    async storeManifest(key, text) {
      await s3.send(
        new PutObjectCommand({ Bucket: lakeBucket, Key: key, Body: text, ContentType: 'application/json' }),
      );
    },
  };
}
