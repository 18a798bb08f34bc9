import { randomUUID } from 'node:crypto';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** A JSON document as the API answers it. */
export type Answer = Readonly<Record<string, unknown>>;

/** A field of an answer as text. */
export const field = (answer: Answer, name: string): string => String(answer[name]);

/** A person at the two addresses of a local cloud: drops files, signs in with a role, asks the API. */
export class Operator {
  readonly #s3: S3Client;
  readonly #kinesis: KinesisClient;
  readonly #awsEndpoint: string;
  readonly #apiEndpoint: string;

  constructor(endpoints: { readonly awsEndpoint: string; readonly apiEndpoint: string }) {
    this.#awsEndpoint = endpoints.awsEndpoint;
    this.#apiEndpoint = endpoints.apiEndpoint;
    const client = {
      endpoint: endpoints.awsEndpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    this.#s3 = new S3Client({ ...client, forcePathStyle: true });
    this.#kinesis = new KinesisClient(client);
  }

  /** Puts a file under `key` of the drops bucket, as a provider would. */
  async drop(key: string, body: Uint8Array): Promise<void> {
    await this.#s3.send(new PutObjectCommand({ Bucket: 'royalty-drops', Key: key, Body: body }));
  }

  /** Puts play events on the stream, at most 500 at once, as players do. */
  async stream(events: readonly { readonly user_id: string }[]): Promise<void> {
    const Records = events.map((event) => ({
      PartitionKey: event.user_id,
      Data: Buffer.from(JSON.stringify(event)),
    }));
    const answer = await this.#kinesis.send(new PutRecordsCommand({ StreamName: 'royalty-plays', Records }));
    if (answer.FailedRecordCount !== 0)
      throw new Error(`${answer.FailedRecordCount} plays were not taken; put them again`);
  }

  /** Resolves once nothing is in flight: every event delivered, every execution ended or waiting for a person. */
  async untilIdle(): Promise<void> {
    for (;;) {
      const answer = await fetch(`${this.#awsEndpoint}/_local/idle`);
      await answer.body?.cancel();
      if (answer.status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async get(path: string, role = 'auditor', holder?: string): Promise<Answer> {
    return this.#ask(path, { headers: await this.#headers(role, holder) });
  }

  async post(path: string, body: unknown, role = 'ops'): Promise<Answer> {
    const headers = {
      ...(await this.#headers(role)),
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    };
    return this.#ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  close(): void {
    this.#s3.destroy();
    this.#kinesis.destroy();
  }

  /** A fresh token each time: the clock may have moved past the last one's hour. */
  async #headers(role: string, holder?: string): Promise<Record<string, string>> {
    const answer = await this.#ask('/_local/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(holder === undefined ? { role } : { role, holder }),
    });
    return { authorization: `Bearer ${String(answer['token'])}` };
  }

  async #ask(path: string, init: RequestInit): Promise<Answer> {
    const answer = await fetch(`${this.#apiEndpoint}${path}`, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text) as Answer;
  }
}
