import { DeleteObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LocalCloud } from '#infra/local/local-cloud';
import { dropsDesk } from '#test/support/drops-desk';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';

const CATALOG = 'isrc,title,artist,release_id,release_title,upc,release_type,label,owner_id,track_id\n';
const HOLDERS = 'holder_id,name,kind,currency,country,commission_rate,plan,payout_method,payout_threshold\n';

interface Death {
  readonly functionName: string;
  /** Start of the request's operation. */
  readonly operation: string;
  readonly when: 'before' | 'after';
}

const bothSides = (functionName: string, ...operations: readonly string[]): readonly Death[] =>
  operations.flatMap((operation) => [
    { functionName, operation, when: 'before' as const },
    { functionName, operation, when: 'after' as const },
  ]);

/** Every write of an import, from the event to the end. */
const DEATHS: readonly (readonly [kind: string, death: Death])[] = [
  ...bothSides('AcceptDrop', 'TransactWriteItems', 'StartExecution').map((death) => ['catalog', death] as const),
  ...bothSides('ArchiveDrop', 'PUT', 'UpdateItem').map((death) => ['catalog', death] as const),
  ...bothSides('ImportCatalog', 'PUT', 'TransactWriteItems').map((death) => ['catalog', death] as const),
  ...bothSides('CompleteDrop', 'PutItem', 'UpdateItem').map((death) => ['catalog', death] as const),
  ...bothSides('ImportHolders', 'ExecuteTransaction').map((death) => ['holders', death] as const),
  ...bothSides('ImportPlans', 'ExecuteTransaction').map((death) => ['plans', death] as const),
];

const FILES: Readonly<Record<string, (id: string) => string>> = {
  catalog: (id) => `${CATALOG},T,A,R1,R,,artist,,H1,${id}\n`,
  holders: (id) => `${HOLDERS}${id},Ada,artist,USD,US,0.1,,ach,1\n`,
  plans: (id) => `plan,commission_rate\n${id},0.1\n`,
};

describe('a drop under faults', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof dropsDesk>;
  let death: Death | undefined;
  let beforeInvoke: ((functionName: string) => Promise<void>) | undefined;

  const dieOnce = (when: Death['when']) => (request: { readonly functionName: string; readonly operation: string }) => {
    if (death?.when !== when || death.functionName !== request.functionName) return;
    if (!request.operation.startsWith(death.operation)) return;
    death = undefined;
    throw new Error(`died ${when} ${request.operation}`);
  };

  beforeAll(async () => {
    cloud = await startTestCloud({
      faults: {
        beforeInvoke: (functionName) => beforeInvoke?.(functionName),
        beforeRequest: dieOnce('before'),
        afterRequest: dieOnce('after'),
      },
    });
    desk = dropsDesk(cloud);
  });

  beforeEach(() => {
    death = undefined;
    beforeInvoke = undefined;
  });

  afterAll(() => cloud.stop());

  it.each(
    DEATHS.map(([kind, planned]) => [kind, planned.functionName, planned.when, planned.operation, planned] as const),
  )('of %s completes alike when %s dies %s its %s', async (kind, functionName, when, operation, planned) => {
    death = planned;
    const id = `${functionName}-${when}-${operation}`;

    const drop = await desk.drop(`${kind}/${id}.csv`, FILES[kind]?.(id) ?? '');

    expect(death, 'the fault fired').toBeUndefined();
    expect(drop).toMatchObject({ status: 'completed', counts: { created: 1, updated: 0, unchanged: 0 } });
  });

  it('is one drop when its event is delivered three times more', async () => {
    const key = 'catalog/thrice.csv';
    const drop = await desk.drop(key, `${CATALOG},T,A,R1,R,,artist,,H1,thrice\n`);
    const sqs = new SQSClient(clientOptions(cloud));
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'royalty-drop-arrivals' }));
    const { ETag } = await desk.s3.send(new GetObjectCommand({ Bucket: 'royalty-drops', Key: key }));
    const event = {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      time: '2025-05-01T00:00:00Z',
      detail: { bucket: { name: 'royalty-drops' }, object: { key, size: 1, etag: ETag, sequencer: 'S' } },
    };

    for (let delivery = 0; delivery < 3; delivery += 1)
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
    await cloud.untilIdle();

    const listed = await desk.list(key);
    expect(drop?.status).toBe('completed');
    expect(listed).toHaveLength(2);
    expect(listed.map(({ status }) => status).toSorted()).toEqual(['completed', 'duplicate']);
  });

  it.each(['AcceptDrop', 'ArchiveDrop'])(
    'ends failed with a sentence when its file is deleted before %s',
    async (fn) => {
      const key = `catalog/deleted-before-${fn}.csv`;
      const s3 = new S3Client(clientOptions(cloud));
      beforeInvoke = async (functionName) => {
        if (functionName === fn) await s3.send(new DeleteObjectCommand({ Bucket: 'royalty-drops', Key: key }));
      };

      const drop = await desk.drop(key, `${CATALOG},T,A,R1,R,,artist,,H1,deleted\n`);

      expect(drop?.status).toBe('failed');
      expect(drop?.errors[0]?.message).toMatch(/was deleted before it was read/);
    },
  );

  it('uploaded by a signed request is read like any other, and its size is under the signature', async () => {
    const body = `${CATALOG},T,A,R1,R,,artist,,H1,uploaded\n`;
    const offer = async (key: string) => {
      const { status, body: answer } = await desk.call('/v1/drops', {
        method: 'POST',
        headers: { 'idempotency-key': key, 'content-type': 'application/json' },
        body: JSON.stringify({
          kind: 'catalog',
          file_name: 'my tracks é.csv',
          content_length: Buffer.byteLength(body),
        }),
      });
      expect(status).toBe(201);
      return z
        .object({ key: z.string(), upload_url: z.string(), headers: z.record(z.string(), z.string()) })
        .parse(answer);
    };
    const [first, repeated, other] = [await offer('a'), await offer('a'), await offer('b')];

    const { 'content-length': _, ...headers } = first.headers;
    const put = await fetch(first.upload_url, { method: 'PUT', headers, body });
    await cloud.untilIdle();

    expect([repeated.key, other.key === first.key]).toEqual([first.key, false]);
    expect(put.status).toBe(200);
    expect(new URL(first.upload_url).searchParams.get('X-Amz-SignedHeaders')?.split(';')).toContain('content-length');
    expect(await desk.list(first.key)).toMatchObject([{ status: 'completed', counts: { created: 1 } }]);
  });

  it.each([
    ['a holder', { role: 'holder', holder: 'H1' }, 403],
    ['an auditor', { role: 'auditor' }, 403],
    ['operations without a key', { role: 'ops' }, 400],
  ])('is not offered an upload for %s', async (_, caller, status) => {
    const answer = await desk.call('/v1/drops', { ...caller, method: 'POST', body: '{}' });

    expect(answer.status).toBe(status);
  });
});
