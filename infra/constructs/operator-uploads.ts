import { Tags } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/** The tag of roles that may upload what only operators may; its value is always the same. */
const TAG = 'royalty:uploads';
const OPERATORS = 'operators';

/** What is dropped under these says itself when it arrived, or where money goes: no provider's word is taken for it. */
export const OPERATOR_PREFIXES = ['plays-archive/', 'destinations/'] as const;

/**
 * Lets nobody but operators put objects under `OPERATOR_PREFIXES`, whatever else their role allows: roles that bear the tag
 * of `letUploadForOperators`. A policy of the bucket, so that no grant elsewhere can widen it.
 */
export function denyUploadsExceptOperators(bucket: Bucket): void {
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'OperatorsOnly',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: OPERATOR_PREFIXES.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
      conditions: { StringNotEquals: { [`aws:PrincipalTag/${TAG}`]: OPERATORS } },
    }),
  );
}

/** Marks a role whose uploads are an operator's: the one that signs for `POST /v1/drops`, which asks who it is. */
export function letUploadForOperators(role: IRole): void {
  Tags.of(role).add(TAG, OPERATORS);
}
