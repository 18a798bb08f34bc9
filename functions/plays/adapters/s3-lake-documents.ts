import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { assertThat } from '#kernel/errors';
import type { LakeDocuments } from '#plays/compaction-ports';
import { EMPTY_LAKE, parsePlayLake } from '#plays/play-lake';

export interface LakeDocumentsOptions {
  readonly s3: S3Client;
  readonly lakeBucket: string;
}

/** The documents that say which runs count, `plays_compaction/lake/<run>.json`, each under the name of the run that made it. */
export function createLakeDocuments({ s3, lakeBucket }: LakeDocumentsOptions): LakeDocuments {
  return {
    async read(key) {
      if (key === undefined) return EMPTY_LAKE;
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: lakeBucket, Key: key }));
      assertThat(Body !== undefined, `${key} has no body`);
      return parsePlayLake(await Body.transformToString());
    },
    async store(run, lake) {
      const key = `plays_compaction/lake/${run}.json`;
      const Body = JSON.stringify(lake);
      await s3.send(new PutObjectCommand({ Bucket: lakeBucket, Key: key, Body, ContentType: 'application/json' }));
      return key;
    },
  };
}
