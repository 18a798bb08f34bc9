import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { globalName } from '#infra/constructs/stage';

export interface RoyaltyBucketProps {
  readonly name: string;
  /** Where its access log goes; the access-log bucket itself has none. */
  readonly accessLogs?: RoyaltyBucket;
  /** Whether EventBridge hears of every object. */
  readonly emitsEvents?: boolean;
  /** Objects cannot be removed for so long. */
  readonly lock?: ObjectLockRetention;
}

/** A bucket that is private, encrypted, versioned, reached by TLS only, and outlives its stack. */
export class RoyaltyBucket extends Bucket {
  constructor(scope: Construct, id: string, props: RoyaltyBucketProps) {
    super(scope, id, {
      bucketName: globalName(scope, props.name),
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
      ...(props.accessLogs && {
        serverAccessLogsBucket: asInterface(props.accessLogs),
        serverAccessLogsPrefix: `${props.name}/`,
      }),
      ...(props.lock && { objectLockEnabled: true, objectLockDefaultRetention: props.lock }),
    });
    if (props.emitsEvents === true) {
      // The L2 switch adds a custom resource with a function of its own; this property is all that S3 needs.
      const resource = this.node.defaultChild as CfnBucket;
      resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    }
  }
}

/** CDK's class says `isWebsite?: boolean | undefined` where its interface says `isWebsite?: boolean`. */
function asInterface(bucket: Bucket): IBucket {
  return bucket as IBucket;
}
