import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CorsRule } from '#infra/local/engines/s3/bucket-cors';
import { checkWriteConditions, type WriteConditions } from '#infra/local/engines/s3/conditions';
import { ObjectIndex } from '#infra/local/engines/s3/object-index';
import { irregularName, isPlainPath } from '#infra/local/engines/s3/object-key';
import type { ObjectHeaders, ObjectRecord } from '#infra/local/engines/s3/object-record';
import { noSuchBucket, noSuchKey, S3Error } from '#infra/local/engines/s3/s3-error';

export interface BucketConfig {
  readonly name: string;
  /** Whether EventBridge hears of objects created and deleted. */
  readonly eventBridge: boolean;
  /** Default retention: within it an object is neither replaced nor deleted. */
  readonly lock?: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number } | undefined;
  /** Which pages of which origins may ask from a browser. */
  readonly cors?: readonly CorsRule[];
}

export type CreatedReason = 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload';

export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  /** A file in the store's temporary folder that becomes the object. */
  readonly temporaryFile: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly headers: ObjectHeaders;
  readonly reason: CreatedReason;
  readonly conditions?: WriteConditions;
  /** Ends with the object's creation, in the same transaction. */
  readonly uploadId?: string;
}

const DAY_MILLISECONDS = 86_400_000;

/**
 * Objects as plain files under `buckets/<bucket>/<key>`, metadata in `index.sqlite` beside them.
 * A write commits the new metadata, the rename it owes and the event it owes in one transaction, then renames: a process
 * killed in between finishes the rename when it starts again. All of it happens in one turn of the event loop, so that of
 * racing conditional writes exactly one wins.
 */
export class ObjectStore {
  readonly index: ObjectIndex;
  readonly #directory: string;
  readonly #configs = new Map<string, BucketConfig>();
  readonly #now: () => number;

  constructor(options: { readonly directory: string; readonly now: () => number }) {
    this.#directory = options.directory;
    this.#now = options.now;
    for (const folder of ['buckets', 'irregular', 'temporary', 'parts'])
      mkdirSync(join(options.directory, folder), { recursive: true });
    this.index = new ObjectIndex(join(options.directory, 'index.sqlite'));
    this.#recover();
  }

  /** Makes the bucket if it is new and takes its configuration. */
  ensureBucket(config: BucketConfig): void {
    this.#configs.set(config.name, config);
    mkdirSync(this.directoryOf(config.name), { recursive: true });
    mkdirSync(join(this.#directory, 'irregular', config.name), { recursive: true });
    this.index.addBucket(config.name, this.#now());
  }

  /** The bucket's configuration; throws S3Error NoSuchBucket. */
  bucket(name: string): BucketConfig {
    const config = this.#configs.get(name);
    if (config !== undefined) return config;
    if (!this.index.buckets().some((bucket) => bucket.name === name)) throw noSuchBucket(name);
    return { name, eventBridge: false };
  }

  /** The bucket's CORS rules; none where there is no such bucket. */
  corsOf(name: string): readonly CorsRule[] {
    return this.#configs.get(name)?.cors ?? [];
  }

  /** Forgets an empty bucket; throws S3Error BucketNotEmpty. */
  removeBucket(name: string): void {
    this.bucket(name);
    if (this.index.objectsFrom(name, new Uint8Array(), 1).length > 0)
      throw new S3Error(409, 'BucketNotEmpty', `The bucket ${name} holds objects; only an empty one can be deleted`);
    this.#configs.delete(name);
    this.index.removeBucket(name);
  }

  /** The folder of a bucket's plain objects, which DuckDB reads. */
  directoryOf(bucket: string): string {
    return join(this.#directory, 'buckets', bucket);
  }

  pathOf(record: { readonly file: string }): string {
    return join(this.#directory, record.file);
  }

  /** A path in the temporary folder; it survives no restart unless it is committed. */
  temporaryFile(): string {
    return join(this.#directory, 'temporary', randomUUID());
  }

  /** The object and an open descriptor of exactly its bytes; the caller closes it. Throws S3Error NoSuchKey. */
  open(bucket: string, key: string): { readonly record: ObjectRecord; readonly descriptor: number } {
    const record = this.find(bucket, key);
    return { record, descriptor: openSync(this.pathOf(record), 'r') };
  }

  /** Throws S3Error NoSuchBucket or NoSuchKey. */
  find(bucket: string, key: string): ObjectRecord {
    this.bucket(bucket);
    const record = this.index.object(bucket, key);
    if (record === undefined) throw noSuchKey(key);
    return record;
  }

  /** Moves the temporary file into place under the conditions; throws S3Error and leaves what stood untouched. */
  commit(object: NewObject): ObjectRecord {
    const config = this.bucket(object.bucket);
    const standing = this.index.object(object.bucket, object.key);
    checkWriteConditions(object.conditions ?? {}, object.key, standing);
    if (standing !== undefined) this.#refuseLocked(config, standing);
    const record: ObjectRecord = {
      bucket: object.bucket,
      key: object.key,
      file: standing?.file ?? this.#placeFor(object.bucket, object.key),
      sizeBytes: object.sizeBytes,
      etag: object.etag,
      modifiedAtMilliseconds: this.#now(),
      headers: object.headers,
    };
    const target = this.pathOf(record);
    const moveId = this.index.atomically(() => {
      this.index.putObject(record);
      if (object.uploadId !== undefined) this.index.removeUpload(object.uploadId);
      if (config.eventBridge) this.#oweCreated(record, object.reason);
      return this.index.oweMove(object.temporaryFile, target);
    });
    this.#move(object.temporaryFile, target);
    this.index.settleMove(moveId);
    return record;
  }

  /** Deletes the object if it exists; answers whether it did. Throws S3Error when conditions or a lock forbid it. */
  remove(bucket: string, key: string, conditions: WriteConditions = {}): boolean {
    const config = this.bucket(bucket);
    const standing = this.index.object(bucket, key);
    checkWriteConditions(conditions, key, standing);
    if (standing === undefined) return false;
    this.#refuseLocked(config, standing);
    const moveId = this.index.atomically(() => {
      this.index.removeObject(bucket, key);
      if (config.eventBridge) this.#oweDeleted(standing);
      return this.index.oweMove(undefined, this.pathOf(standing));
    });
    this.#removeFile(this.pathOf(standing), bucket);
    this.index.settleMove(moveId);
    return true;
  }

  close(): void {
    this.index.close();
  }

  #placeFor(bucket: string, key: string): string {
    const irregular = join('irregular', bucket, irregularName(key));
    if (!isPlainPath(key)) return irregular;
    const plain = join('buckets', bucket, key);
    try {
      mkdirSync(dirname(join(this.#directory, plain)), { recursive: true });
    } catch {
      // Another object stands where a folder would: `a` exists and this is `a/b`.
      return irregular;
    }
    // A folder stands there (`a/b` exists and this is `a`), or a file of another spelling on a file system that ignores case.
    return existsSync(join(this.#directory, plain)) ? irregular : plain;
  }

  #refuseLocked(config: BucketConfig, standing: ObjectRecord): void {
    const own = Date.parse(standing.headers.system['x-amz-object-lock-retain-until-date'] ?? '');
    const byDefault = standing.modifiedAtMilliseconds + (config.lock?.days ?? 0) * DAY_MILLISECONDS;
    const until = Number.isNaN(own) ? byDefault : Math.max(own, config.lock === undefined ? own : byDefault);
    if (until <= this.#now() || (config.lock === undefined && Number.isNaN(own))) return;
    throw new S3Error(
      403,
      'AccessDenied',
      `${standing.key} is locked until ${new Date(until).toISOString()}; write under another key`,
    );
  }

  #oweCreated(record: ObjectRecord, reason: CreatedReason): void {
    const object = { key: record.key, size: record.sizeBytes, etag: record.etag };
    this.index.oweEvent({ bucket: record.bucket, detailType: 'Object Created' }, (id) =>
      eventDetail(record.bucket, { ...object, sequencer: sequencerOf(id) }, { reason }),
    );
  }

  #oweDeleted(record: ObjectRecord): void {
    const rest = { reason: 'DeleteObject', 'deletion-type': 'Permanently Deleted' };
    this.index.oweEvent({ bucket: record.bucket, detailType: 'Object Deleted' }, (id) =>
      eventDetail(record.bucket, { key: record.key, etag: record.etag, sequencer: sequencerOf(id) }, rest),
    );
  }

  #recover(): void {
    for (const move of this.index.owedMoves()) {
      if (move.source === undefined) rmSync(move.target, { force: true });
      else if (existsSync(move.source)) this.#move(move.source, move.target);
      this.index.settleMove(move.id);
    }
    const temporary = join(this.#directory, 'temporary');
    for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true, force: true });
    for (const name of readdirSync(join(this.#directory, 'parts')))
      if (this.index.upload(name.split('.')[0] ?? '') === undefined) rmSync(join(this.#directory, 'parts', name));
  }

  #move(source: string, target: string): void {
    mkdirSync(dirname(target), { recursive: true });
    renameSync(source, target);
  }

  // Empty folders go too, so that an object may later take a folder's name.
  #removeFile(path: string, bucket: string): void {
    rmSync(path, { force: true });
    const root = this.directoryOf(bucket);
    for (let folder = dirname(path); folder.startsWith(`${root}/`); folder = dirname(folder)) {
      if (statSync(folder).isDirectory() && readdirSync(folder).length === 0) rmdirSync(folder);
      else return;
    }
  }
}

/** Unique and growing, as S3's sequencer orders the events of one key. */
function sequencerOf(eventId: number): string {
  return eventId.toString(16).toUpperCase().padStart(18, '0');
}

function eventDetail(bucket: string, object: object, rest: object): Record<string, unknown> {
  return {
    version: '0',
    bucket: { name: bucket },
    object,
    'request-id': randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase(),
    requester: '000000000000',
    'source-ip-address': '127.0.0.1',
    ...rest,
  };
}
