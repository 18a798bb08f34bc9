/** What is known of one stored object beside its bytes. */
export interface ObjectRecord {
  readonly bucket: string;
  readonly key: string;
  /** Path of the bytes from the store's folder. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Without quotes, as events carry it. */
  readonly etag: string;
  readonly modifiedAtMilliseconds: number;
  readonly headers: ObjectHeaders;
}

/** What a client said of the object and is told again. */
export interface ObjectHeaders {
  /** content-type, cache-control, content-encoding and the like, names in lower case. */
  readonly system: Readonly<Record<string, string>>;
  /** User metadata without the `x-amz-meta-` prefix. */
  readonly user: Readonly<Record<string, string>>;
  /** e.g. `{ 'x-amz-checksum-crc32': 'AAAAAA==' }`. */
  readonly checksums: Readonly<Record<string, string>>;
}

export interface PartRecord {
  readonly number: number;
  readonly file: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedAtMilliseconds: number;
}

export interface UploadRecord {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly headers: ObjectHeaders;
  readonly startedAtMilliseconds: number;
}

/** One EventBridge event that S3 owes. */
export interface OwedEvent {
  readonly id: number;
  readonly bucket: string;
  readonly detailType: 'Object Created' | 'Object Deleted';
  readonly detail: Readonly<Record<string, unknown>>;
}
