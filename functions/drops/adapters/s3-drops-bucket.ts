import { HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { DropsBucket, ListedObject, ObjectHead } from '#drops/ports';
import { unquoted } from '#drops/s3-event';
import { instantOf } from '#kernel/time/clock';

export interface DropsBucketOptions {
  readonly s3: S3Client;
  readonly dropsBucket: string;
}

/** The drops bucket on S3. */
export function createDropsBucket({ s3, dropsBucket }: DropsBucketOptions): DropsBucket {
  return {
    name: dropsBucket,
    head: (object) => head({ s3, dropsBucket }, object),
    listAll: (prefix) => listAll({ s3, dropsBucket }, prefix),
  };
}

async function head(
  { s3, dropsBucket }: DropsBucketOptions,
  { key, etag }: Parameters<DropsBucket['head']>[0],
): Promise<ObjectHead> {
  try {
    const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket: dropsBucket, Key: key, IfMatch: `"${etag}"` }));
    const { 'sheet-id': sheetId } = Metadata ?? {};
    return { kind: 'found', ...(sheetId !== undefined && sheetId !== '' && { sheetId }) };
  } catch (error) {
    const lost = lostKind(error);
    if (lost === undefined) throw error;
    return { kind: lost };
  }
}

/** A HEAD has no body, so its refusal is told by the status alone. */
function lostKind(error: unknown): 'gone' | 'replaced' | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const { httpStatusCode } = error.$metadata as { httpStatusCode?: number };
  if (httpStatusCode === 404) return 'gone';
  return httpStatusCode === 412 ? 'replaced' : undefined;
}

async function* listAll(
  { s3, dropsBucket }: DropsBucketOptions,
  prefix: string | undefined,
): AsyncGenerator<readonly ListedObject[]> {
  let token: string | undefined;
  do {
    const { Contents = [], NextContinuationToken } = await s3.send(
      new ListObjectsV2Command({
        Bucket: dropsBucket,
        ...(prefix !== undefined && { Prefix: prefix }),
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
    yield Contents.flatMap(({ Key, ETag, Size, LastModified }) =>
      Key === undefined || ETag === undefined || LastModified === undefined
        ? []
        : [{ key: Key, etag: unquoted(ETag), size: Size ?? 0, modifiedAt: instantOf(LastModified.getTime()) }],
    );
    token = NextContinuationToken;
  } while (token !== undefined);
}
