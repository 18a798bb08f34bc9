import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { GetObjectCommand, HeadObjectCommand, NotFound, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { assertThat } from '#kernel/errors';
import type { LineArchive } from '#settlement/ports';
import { parseSettledLine, type SettledLine, settledLineText } from '#settlement/settled-line';

/** Lines of settled statements in the lake: `settlement/<statement key>/lines.ndjson.gz`, each written once. */
export class S3LineArchive implements LineArchive {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async write(statementKey: string, lines: AsyncIterable<readonly SettledLine[]>): Promise<void> {
    const chunks: Buffer[] = [];
    // Packed as they come: fifty thousand lines are some two megabytes.
    for await (const chunk of Readable.from(texts(lines)).pipe(createGzip())) chunks.push(chunk as Buffer);
    try {
      await this.#s3.send(
        new PutObjectCommand({ ...this.#object(statementKey), Body: Buffer.concat(chunks), IfNoneMatch: '*' }),
      );
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'PreconditionFailed') throw error;
    }
  }

  async has(statementKey: string): Promise<boolean> {
    try {
      await this.#s3.send(new HeadObjectCommand(this.#object(statementKey)));
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  async *read(statementKey: string): AsyncGenerator<readonly SettledLine[]> {
    const { Body } = await this.#s3.send(new GetObjectCommand(this.#object(statementKey)));
    assertThat(Body instanceof Readable, `${statementKey} has no lines`);
    let held = '';
    for await (const chunk of Body.pipe(createGunzip()).setEncoding('utf8')) {
      const pieces = (held + String(chunk)).split('\n');
      held = pieces.pop() ?? '';
      if (pieces.length > 0) yield pieces.map(parseSettledLine);
    }
    assertThat(held === '', `The lines of ${statementKey} end in the middle of one`);
  }

  #object(statementKey: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#bucket, Key: `settlement/${statementKey}/lines.ndjson.gz` };
  }
}

async function* texts(lines: AsyncIterable<readonly SettledLine[]>): AsyncGenerator<string> {
  for await (const group of lines) if (group.length > 0) yield `${group.map(settledLineText).join('\n')}\n`;
}
