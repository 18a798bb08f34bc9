import { createHash } from 'node:crypto';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { type Day, type DaySeal, leafText, type SealedTransaction } from '#audit/seal';
import type { SealBook } from '#audit/seal-ports';
import { canonicalJson } from '#kernel/canonical-json';
import { assertThat } from '#kernel/errors';
import type { Instant } from '#kernel/time/clock';
import { listKeys } from '#platform/clients/s3-files';

const FOLDER = 'ledger-seals/';
const sealSchema = z.strictObject({
  day: z.string(),
  algorithm: z.literal('rfc6962-sha256'),
  transactions: z.number(),
  root: z.string(),
  previous_day: z.string().nullable(),
  previous_seal_hash: z.string().nullable(),
  sealed_at: z.string().transform((text) => text as Instant),
});
const transactionSchema = z.strictObject({
  transaction_id: z.string(),
  content_hash: z.string(),
  entries: z.array(z.tuple([z.string(), z.number(), z.string()])),
});

/** Seals in the bucket of documents, which is locked: `ledger-seals/<day>/transactions.ndjson`, then `seal.json` beside it. */
export class S3SealBook implements SealBook {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async seals(): Promise<readonly DaySeal[]> {
    const keys = (await listKeys(this.#s3, this.#bucket, FOLDER)).filter((key) => key.endsWith('/seal.json'));
    const seals: DaySeal[] = [];
    for (let from = 0; from < keys.length; from += READS_AT_ONCE) {
      const texts = await Promise.all(keys.slice(from, from + READS_AT_ONCE).map((key) => this.#get(key)));
      seals.push(...texts.map((text) => sealSchema.parse(JSON.parse(text ?? ''))));
    }
    return seals;
  }

  async find(day: Day): Promise<DaySeal | undefined> {
    const text = await this.#get(sealKey(day));
    return text === undefined ? undefined : sealSchema.parse(JSON.parse(text));
  }

  async transactionsUnder(day: Day): Promise<readonly SealedTransaction[]> {
    const text = (await this.#get(transactionsKey(day))) ?? '';
    return text.split('\n').flatMap((line) => (line === '' ? [] : [transactionSchema.parse(JSON.parse(line))]));
  }

  async write(seal: DaySeal, transactions: readonly SealedTransaction[]): Promise<DaySeal> {
    const text = transactions.map((transaction) => `${leafText(transaction)}\n`).join('');
    const standing = await this.#putOnce(transactionsKey(seal.day), text);
    assertThat(standing === text, `${transactionsKey(seal.day)} holds other transactions than ${seal.day} has now`);
    return sealSchema.parse(JSON.parse(await this.#putOnce(sealKey(seal.day), canonicalJson({ ...seal }))));
  }

  /** Puts a text where none stands; answers the text that stands there afterwards. */
  async #putOnce(key: string, text: string): Promise<string> {
    const object = { Bucket: this.#bucket, Key: key, Body: text, ContentType: 'application/json', IfNoneMatch: '*' };
    // A bucket under object lock wants the digest of what is put there.
    const ContentMD5 = createHash('md5').update(text).digest('base64');
    try {
      await this.#s3.send(new PutObjectCommand({ ...object, ContentMD5 }));
      return text;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'PreconditionFailed') throw error;
      return (await this.#get(key)) ?? '';
    }
  }

  async #get(key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      return await Body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}

const READS_AT_ONCE = 32;
const sealKey = (day: Day) => `${FOLDER}${day}/seal.json`;
const transactionsKey = (day: Day) => `${FOLDER}${day}/transactions.ndjson`;
