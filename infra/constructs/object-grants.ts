import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { z } from 'zod';
import { acknowledge } from '#infra/constructs/acknowledge';
import type { RoyaltyFunction } from '#infra/constructs/royalty-function';

/** Lets a function read the objects under one prefix of a bucket, `''` for all. */
export function grantObjectRead(bucket: Bucket, fn: RoyaltyFunction, prefix: string): void {
  grantObjects(bucket, fn, prefix, ['s3:GetObject']);
}

/** Lets a function read and put objects under one prefix of a bucket; nothing is deleted. */
export function grantObjectWrite(bucket: Bucket, fn: RoyaltyFunction, prefix: string): void {
  grantObjects(bucket, fn, prefix, ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload']);
}

/** Lets a function read, put and remove objects under one prefix: what a repeated step writes anew. */
export function grantObjectReplace(bucket: Bucket, fn: RoyaltyFunction, prefix: string): void {
  grantObjects(bucket, fn, prefix, ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']);
}

/** Lets a function tell a missing object from a forbidden one, and list the bucket. */
export function grantObjectList(bucket: Bucket, fn: RoyaltyFunction): void {
  fn.addToRolePolicy(
    new PolicyStatement({ effect: Effect.ALLOW, actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
  );
}

function grantObjects(bucket: Bucket, fn: RoyaltyFunction, prefix: string, actions: readonly string[]): void {
  fn.addToRolePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: [...actions],
      resources: [bucket.arnForObjects(`${prefix}*`)],
    }),
  );
  if (fn.role === undefined) throw new Error(`${fn.node.id} has no role of its own`);
  acknowledge(
    fn.role,
    `AwsSolutions-IAM5[Resource::${arnInFindings(bucket, fn)}/${prefix}*]`,
    `Objects have keys that nobody knows beforehand; ${prefix === '' ? 'the bucket holds drops only' : `${prefix} is this function’s own`}.`,
  );
}

const importSchema = z.object({ 'Fn::ImportValue': z.string() });

/** How a finding names the ARN of another stack's bucket: by the export that carries it over. */
function arnInFindings(bucket: Bucket, fn: RoyaltyFunction): string {
  const exported = bucket.stack.exportValue(bucket.bucketArn);
  return importSchema.parse(fn.stack.resolve(exported))['Fn::ImportValue'];
}
