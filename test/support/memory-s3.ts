import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

/** S3 in memory, as far as the adapters of reports use it; `onWrite` runs around every write and may throw. */
export function memoryS3(onWrite: (write: () => void) => void = (write) => write()) {
  const objects = new Map<string, Buffer>();
  const at = (bucket: string | undefined, key: string | undefined) => `${bucket}/${key}`;

  async function send(command: unknown): Promise<unknown> {
    if (command instanceof PutObjectCommand) {
      const { Bucket, Key, Body } = command.input;
      const chunks: Buffer[] = [];
      for await (const chunk of Body as Readable) chunks.push(chunk as Buffer);
      const bytes = Buffer.concat(chunks);
      onWrite(() => objects.set(at(Bucket, Key), bytes));
      return {};
    }
    if (command instanceof GetObjectCommand || command instanceof HeadObjectCommand) {
      const { Bucket, Key, IfMatch } = command.input;
      const bytes = objects.get(at(Bucket, Key));
      if (bytes === undefined) throw failure('NoSuchKey', 404);
      if (IfMatch !== undefined && IfMatch !== `"${etagOf(bytes)}"`) throw failure('PreconditionFailed', 412);
      const Body = Object.assign(Readable.from([bytes]), { transformToString: async () => bytes.toString('utf8') });
      return { Body };
    }
    if (command instanceof CopyObjectCommand) {
      const { Bucket, Key, CopySource, CopySourceIfMatch } = command.input;
      const bytes = objects.get(decodeURIComponent(CopySource ?? ''));
      if (bytes === undefined) throw failure('NoSuchKey', 404);
      if (CopySourceIfMatch !== undefined && CopySourceIfMatch !== `"${etagOf(bytes)}"`)
        throw failure('PreconditionFailed', 412);
      onWrite(() => objects.set(at(Bucket, Key), bytes));
      return {};
    }
    if (command instanceof DeleteObjectsCommand) {
      const { Bucket, Delete } = command.input;
      onWrite(() => {
        for (const { Key } of Delete?.Objects ?? []) objects.delete(at(Bucket, Key));
      });
      return {};
    }
    if (command instanceof ListObjectsV2Command) {
      const prefix = at(command.input.Bucket, command.input.Prefix);
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
      return { Contents: keys.map((key) => ({ Key: key.slice(`${command.input.Bucket}/`.length) })) };
    }
    throw new Error(`The memory S3 has no ${String(command)}`);
  }

  return {
    client: { send } as unknown as S3Client,
    keys: () => [...objects.keys()],
    /** Bytes by `<bucket>/<key>`. */
    objects: objects as ReadonlyMap<string, Buffer>,
    put: (bucket: string, key: string, text: string | Buffer): string => {
      const bytes = Buffer.from(text);
      objects.set(at(bucket, key), bytes);
      return etagOf(bytes);
    },
    remove: (bucket: string, key: string) => objects.delete(at(bucket, key)),
  };
}

const etagOf = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');

function failure(name: string, httpStatusCode: number): S3ServiceException {
  return new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode } });
}
