import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { acknowledge } from '#infra/constructs/acknowledge';
import type { RoyaltyFunction } from '#infra/constructs/royalty-function';

/** Lets a function read the objects under one prefix of a bucket, `''` for all. */
export function grantObjectRead(bucket: IBucket, fn: RoyaltyFunction, prefix: string): void {
  grantObjects(bucket, fn, prefix, ['s3:GetObject']);
}

/** Lets a function read and put objects under one prefix of a bucket; nothing is deleted. */
export function grantObjectWrite(bucket: IBucket, fn: RoyaltyFunction, prefix: string): void {
  grantObjects(bucket, fn, prefix, ['s3:GetObject', 's3:PutObject']);
}

/** Lets a function tell a missing object from a forbidden one, and list the bucket. */
export function grantObjectList(bucket: IBucket, fn: RoyaltyFunction): void {
  fn.addToRolePolicy(
    new PolicyStatement({ effect: Effect.ALLOW, actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
  );
}

function grantObjects(bucket: IBucket, fn: RoyaltyFunction, prefix: string, actions: readonly string[]): void {
  fn.addToRolePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: [...actions],
      resources: [bucket.arnForObjects(`${prefix}*`)],
    }),
  );
  const logicalId = bucket.stack.getLogicalId(bucket.node.defaultChild as CfnBucket);
  acknowledge(
    fn,
    `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/${prefix}*]`,
    `Objects have keys that nobody knows beforehand; ${prefix === '' ? 'the bucket holds drops only' : `${prefix} is this function’s own`}.`,
  );
}
