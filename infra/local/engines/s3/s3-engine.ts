import { join } from 'node:path';
import { z } from 'zod';
import type { AwsRequest, AwsResponse, Engine, LocalCloudContext } from '#infra/local/engine';
import { answerCors, corsConfiguration } from '#infra/local/engines/s3/bucket-cors';
import { describeBucket, listBucket, listBuckets } from '#infra/local/engines/s3/bucket-requests';
import { EventDelivery } from '#infra/local/engines/s3/event-delivery';
import {
  abortUpload,
  completeUpload,
  createUpload,
  listParts,
  listUploads,
  uploadPart,
} from '#infra/local/engines/s3/multipart';
import { parseAddress } from '#infra/local/engines/s3/object-key';
import { getObject } from '#infra/local/engines/s3/object-reads';
import { type BucketConfig, ObjectStore } from '#infra/local/engines/s3/object-store';
import { copyObject, deleteObject, deleteObjects, putObject } from '#infra/local/engines/s3/object-writes';
import { checkPresigned } from '#infra/local/engines/s3/presigned';
import { S3Error } from '#infra/local/engines/s3/s3-error';
import { mergedHeaders, type S3ObjectRequest, type S3Request } from '#infra/local/engines/s3/s3-request';
import { xmlDocument } from '#infra/local/engines/s3/xml';
import { isHangUp, send, targetOf } from '#infra/local/engines/wire';

export interface S3Engine extends Engine {
  readonly store: ObjectStore;
  /** Begins to deliver events, those of an earlier process first; call it once the event bus is there. */
  startEvents(): void;
}

/** Sub-resources that belong to an operation of ours; any other, such as `?acl`, is refused by name. */
const BUCKET_QUESTIONS = ['location', 'versioning', 'object-lock', 'acl', 'policy', 'tagging', 'versions', 'lifecycle'];
const OBJECT_QUESTIONS = ['acl', 'tagging', 'retention', 'legal-hold', 'attributes', 'torrent', 'restore', 'select'];

/** S3 over a plain directory. The buckets are the template's; CreateBucket adds others. */
export function createS3Engine(
  context: LocalCloudContext,
  config: { readonly buckets: readonly BucketConfig[] },
): S3Engine {
  const store = new ObjectStore({ directory: join(context.dataDirectory, 's3'), now: () => context.clock.now() });
  for (const bucket of config.buckets) store.ensureBucket(bucket);
  const delivery = new EventDelivery(context, store.index);
  return {
    scopes: ['s3'],
    store,
    startEvents: () => delivery.start(),
    async handle(request, response) {
      try {
        await dispatch(request, response, store, context.clock.now());
      } catch (error) {
        refuse(request, response, error, (line) => context.log(line));
      } finally {
        delivery.wake();
      }
    },
    async stop() {
      await delivery.stop();
      store.close();
    },
  };
}

const bucketProperties = z.object({
  CorsConfiguration: corsConfiguration.optional(),
  NotificationConfiguration: z.object({ EventBridgeConfiguration: z.unknown().optional() }).optional(),
  ObjectLockConfiguration: z
    .object({
      Rule: z
        .object({
          DefaultRetention: z.object({
            Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
            Days: z.coerce.number().optional(),
            Years: z.coerce.number().optional(),
          }),
        })
        .optional(),
    })
    .optional(),
});

/** The configuration in the resolved properties of an `AWS::S3::Bucket`. */
export function bucketConfigOf(name: string, properties: unknown): BucketConfig {
  const { CorsConfiguration, NotificationConfiguration, ObjectLockConfiguration } = bucketProperties.parse(
    properties ?? {},
  );
  const eventBridge = NotificationConfiguration?.EventBridgeConfiguration !== undefined;
  const retention = ObjectLockConfiguration?.Rule?.DefaultRetention;
  const cors = CorsConfiguration === undefined ? {} : { cors: CorsConfiguration.CorsRules };
  if (retention === undefined) return { name, eventBridge, ...cors };
  const days = retention.Days ?? (retention.Years ?? 0) * 365;
  return { name, eventBridge, ...cors, lock: { mode: retention.Mode, days } };
}

async function dispatch(
  request: AwsRequest,
  response: AwsResponse,
  store: ObjectStore,
  nowMilliseconds: number,
): Promise<void> {
  const { path, query } = targetOf(request);
  const { bucket, key } = parseAddress(path);
  if (bucket !== undefined && answerCors(request, response, store.corsOf(bucket))) return;
  checkPresigned(request, nowMilliseconds);
  const method = request.method ?? 'GET';
  const base = { method, query, headers: mergedHeaders(request, query), request, response, store };
  if (bucket === undefined) {
    if (method !== 'GET') throw notAllowed(method);
    return listBuckets({ ...base, bucket: '' });
  }
  if (key === undefined) return await dispatchBucket({ ...base, bucket }, nowMilliseconds);
  await dispatchObject({ ...base, bucket, key }, nowMilliseconds);
}

async function dispatchBucket(request: S3Request, nowMilliseconds: number): Promise<void> {
  const { method, query, store, bucket, response } = request;
  const question = BUCKET_QUESTIONS.find((name) => query.has(name));
  if (method === 'GET' && question !== undefined) return describeBucket(request, question);
  if (method === 'GET') return query.has('uploads') ? listUploads(request) : listBucket(request);
  if (method === 'POST' && query.has('delete')) return await deleteObjects(request);
  if (question !== undefined || method === 'POST') throw unknownOperation(method, question ?? 'form upload');
  switch (method) {
    case 'HEAD':
      store.bucket(bucket);
      return send(response, 200, { 'x-amz-bucket-region': 'us-east-1' });
    case 'PUT':
      if (!store.index.buckets().some(({ name }) => name === bucket))
        store.ensureBucket({ name: bucket, eventBridge: false });
      return send(response, 200, { location: `/${bucket}`, 'last-modified': new Date(nowMilliseconds).toUTCString() });
    case 'DELETE':
      store.removeBucket(bucket);
      return send(response, 204, {});
    default:
      throw notAllowed(method);
  }
}

async function dispatchObject(request: S3ObjectRequest, nowMilliseconds: number): Promise<void> {
  const { method, query, headers } = request;
  const question = OBJECT_QUESTIONS.find((name) => query.has(name));
  if (question !== undefined) throw unknownOperation(method, question);
  const isUpload = query.has('uploadId');
  switch (method) {
    case 'GET':
      return isUpload ? listParts(request) : await getObject(request);
    case 'HEAD':
      return await getObject(request);
    case 'PUT':
      if (isUpload) return await uploadPart(request, nowMilliseconds);
      return await (headers['x-amz-copy-source'] === undefined ? putObject(request) : copyObject(request));
    case 'POST':
      if (query.has('uploads')) return createUpload(request, nowMilliseconds);
      if (isUpload) return await completeUpload(request);
      throw unknownOperation(method, 'this POST');
    case 'DELETE':
      return isUpload ? await abortUpload(request) : deleteObject(request);
    default:
      throw notAllowed(method);
  }
}

function refuse(request: AwsRequest, response: AwsResponse, error: unknown, log: (line: string) => void): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (!(error instanceof S3Error) && !isHangUp(error))
    log(`S3 ${request.method} ${request.url} failed: ${String(error)}`);
  const refusal = error instanceof S3Error ? error : new S3Error(500, 'InternalError', String(error));
  const body = xmlDocument('Error', { Code: refusal.code, Message: refusal.message, Resource: targetOf(request).path });
  // What is left of the body would otherwise be read as the next request.
  if (request.httpVersionMajor === 1 && !request.complete) response.setHeader('connection', 'close');
  request.resume();
  send(
    response,
    refusal.status,
    { 'content-type': 'application/xml', ...refusal.headers },
    request.method === 'HEAD' ? '' : body,
  );
}

const notAllowed = (method: string) =>
  new S3Error(405, 'MethodNotAllowed', `${method} is not allowed here; GET, HEAD, PUT, POST and DELETE are`);
const unknownOperation = (method: string, what: string) =>
  new S3Error(501, 'NotImplemented', `The local S3 does not implement ${method} with ${what}`);
