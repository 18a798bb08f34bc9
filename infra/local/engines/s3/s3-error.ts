/** A refusal in S3's words; `code` is what the SDKs show as the error's name. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const noSuchBucket = (bucket: string) =>
  new S3Error(404, 'NoSuchBucket', `The bucket ${bucket} does not exist; it must be a bucket of the template`);
export const noSuchKey = (key: string) => new S3Error(404, 'NoSuchKey', `The key ${key} does not exist`);
export const noSuchUpload = (uploadId: string) =>
  new S3Error(404, 'NoSuchUpload', `The upload ${uploadId} does not exist; it may be completed or aborted already`);
export const preconditionFailed = (condition: string) =>
  new S3Error(412, 'PreconditionFailed', `At least one of the pre-conditions you specified did not hold: ${condition}`);
export const invalidRequest = (message: string) => new S3Error(400, 'InvalidRequest', message);
export const invalidArgument = (message: string) => new S3Error(400, 'InvalidArgument', message);
