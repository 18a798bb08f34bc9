import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { aTemplate } from '#test/support/fixture-template';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';

/** What `aws s3 presign` of the AWS CLI 1 prints: the signature's second version, an end in seconds. */
function address(cloud: LocalCloud, endsAt: string): string {
  const query = new URLSearchParams({
    AWSAccessKeyId: 'any',
    Signature: 'c2lnbmVk',
    Expires: String(Date.parse(endsAt) / 1000),
  });
  return `${cloud.endpoint}/files/greeting?${query.toString()}`;
}

describe('an address presigned by version 2', () => {
  let cloud: LocalCloud;
  beforeAll(async () => {
    cloud = await startTestCloud({
      templates: aTemplate({ Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files' } } }),
    });
    const s3 = new S3Client(clientOptions(cloud));
    await s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'greeting', Body: 'hello' }));
  });
  afterAll(() => cloud?.stop());

  it('gives the object until its end', async () => {
    const answer = await fetch(address(cloud, '2025-05-01T01:00:00Z'));

    expect(await answer.text()).toBe('hello');
    expect(answer.status).toBe(200);
  });

  it('is refused after its end', async () => {
    const answer = await fetch(address(cloud, '2025-04-30T23:00:00Z'));

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('Request has expired');
  });
});
