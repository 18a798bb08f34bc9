import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUploadSigner } from '#drops/adapters/s3-upload-signer';
import { FUNCTION_CREDENTIALS } from '#infra/local/account';
import { createS3Engine, type S3Engine } from '#infra/local/engines/s3/s3-engine';
import { aContext, type FakeContext, localClient, type ServedEngine, serve } from '#test/support/local-context';

const Bucket = 'royalty-drops';
const Key = 'reports/distro kid/ü+(1)*.tsv';

describe.each([
  ['a function', FUNCTION_CREDENTIALS],
  ['anybody', { accessKeyId: 'any', secretAccessKey: 'unknown' }],
] as const)('an address presigned by %s', (signer, credentials) => {
  const isOurs = signer === 'a function';
  let context: FakeContext;
  let engine: S3Engine;
  let served: ServedEngine;
  let s3: S3Client;
  beforeAll(async () => {
    context = aContext();
    engine = createS3Engine(context, { buckets: [{ name: Bucket, eventBridge: false }] });
    served = await serve(engine);
    s3 = new S3Client({
      ...localClient(served.endpoint),
      credentials,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
  });
  afterAll(async () => {
    s3.destroy();
    await served.close();
    await engine.stop();
    context.dispose();
  });

  const signingDate = () => new Date(context.clock.now());
  const upload = () =>
    // The signer of the drops, at the engine's clock.
    createUploadSigner({ s3, dropsBucket: Bucket }).sign({
      key: Key,
      contentLength: 5,
      sheetId: 'S-1',
      validSeconds: 604_800,
    });
  const download = (expiresIn = 60) =>
    getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { expiresIn, signingDate: signingDate() });
  const answerTo = async (url: string, init: RequestInit = {}) => {
    const answer = await fetch(url, init);
    return { status: answer.status, body: await answer.text() };
  };
  const MISMATCH = { status: 403, body: expect.stringContaining('<Code>SignatureDoesNotMatch</Code>') };
  const sent = { 'x-amz-meta-sheet-id': 'S-1' };

  it('takes exactly what was signed', async () => {
    const { url } = await upload();

    expect(await answerTo(url, { method: 'PUT', body: 'bytes', headers: sent })).toMatchObject({ status: 200 });
    expect(await answerTo(await download())).toEqual({ status: 200, body: 'bytes' });
  });

  it('wants every signed header, and no x-amz header that was not signed', async () => {
    const { url } = await upload();
    const unsigned = { ...sent, 'x-amz-meta-other': '1' };

    expect(await answerTo(url, { method: 'PUT', body: 'bytes' })).toEqual({
      ...MISMATCH,
      body: expect.stringContaining('x-amz-meta-sheet-id was signed'),
    });
    expect(await answerTo(url, { method: 'PUT', body: 'bytes', headers: unsigned })).toEqual({
      status: 403,
      body: expect.stringMatching(/<Code>AccessDenied<.*not signed: x-amz-meta-other/s),
    });
  });

  it('is for one method', async () => {
    const url = await download();

    expect(await answerTo(url, { method: 'PUT', body: 'bytes' })).toEqual(MISMATCH);
    expect(await answerTo(url, { method: 'DELETE' })).toEqual(MISMATCH);
  });

  it('ends when it says, by the clock of the cloud', async () => {
    const url = await download(60);
    context.advanceTo(context.clock.now() + 59_000);
    const before = await answerTo(url);
    context.advanceTo(context.clock.now() + 1_000);

    expect(before.status).toBe(200);
    expect(await answerTo(url)).toEqual({
      status: 403,
      body: expect.stringMatching(/<Code>AccessDenied<.*Request has expired/s),
    });
  });

  it.each([
    ['another length', (url: string) => url, { body: 'bytes, more of them' }],
    ['another value of a signed header', (url: string) => url, { headers: { 'x-amz-meta-sheet-id': 'S-2' } }],
    ['another key', (url: string) => url.replace('reports/', 'holders/'), {}],
    ['a later end', (url: string) => url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=604799'), {}],
    ['another signature', (url: string) => url.replace(/X-Amz-Signature=\w{4}/, 'X-Amz-Signature=0000'), {}],
  ])('is refused with %s, where the secret is known', async (_, changed, init) => {
    const { url } = await upload();

    const answer = await answerTo(changed(url), { method: 'PUT', body: 'bytes', headers: sent, ...init });

    expect(answer).toEqual(isOurs ? MISMATCH : expect.objectContaining({ status: 200 }));
  });

  it.each([
    ['no end', (url: string) => url.replace(/&?X-Amz-Expires=\d+/, '')],
    ['an end beyond a week', (url: string) => url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=604801')],
    ['another algorithm', (url: string) => url.replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-MD5')],
    ['a credential of another day', (url: string) => url.replace(/%2F\d{8}%2F/, '%2F19990101%2F')],
    ['no signed host', (url: string) => url.replace(/X-Amz-SignedHeaders=[^&]*/, 'X-Amz-SignedHeaders=content-length')],
  ])('is malformed with %s', async (_, changed) => {
    expect(await answerTo(changed(await download()))).toEqual({
      status: 400,
      body: expect.stringContaining('<Code>AuthorizationQueryParametersError</Code>'),
    });
  });
});
