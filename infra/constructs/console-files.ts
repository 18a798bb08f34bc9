import { Stack } from 'aws-cdk-lib';
import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { acknowledge } from '#infra/constructs/acknowledge';
import type { StorageStack } from '#infra/stacks/storage-stack';

export interface ConsoleFilesProps {
  /** The folder of the built console. */
  readonly files: string;
  readonly bucket: IBucket;
  readonly distribution: IDistribution;
  readonly storage: StorageStack;
}

/** Puts the built console into its bucket: files with a hash in their name for ever, the page and `config.json` for no time. */
export class ConsoleFiles extends Construct {
  constructor(scope: Construct, id: string, { files, bucket, distribution, storage }: ConsoleFilesProps) {
    super(scope, id);
    const { identity } = storage;
    const hashed = new BucketDeployment(this, 'Hashed', {
      sources: [Source.asset(files, { exclude: ['*', '!assets', '!assets/**'] })],
      destinationBucket: bucket,
      // What an open tab still asks for stays; a later deployment adds to it.
      prune: false,
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    });
    const page = new BucketDeployment(this, 'Page', {
      sources: [
        Source.asset(files, { exclude: ['assets', 'assets/**'] }),
        Source.jsonData('config.json', {
          sign_in: { kind: 'hosted', url: identity.signInUrl, client_id: identity.client.userPoolClientId },
        }),
      ],
      destinationBucket: bucket,
      prune: false,
      cacheControl: [CacheControl.fromString('no-cache')],
      distribution,
      distributionPaths: ['/index.html', '/config.json', '/theme.js'],
    });
    // The page names hashed files; it must not be there before they are.
    page.node.addDependency(hashed);
    this.#acknowledgeProvider(scope, storage);
  }

  #acknowledgeProvider(scope: Construct, storage: StorageStack): void {
    const stack = Stack.of(scope);
    const provider = stack.node.children.find((child) => child.node.id.startsWith('Custom::CDKBucketDeployment'));
    if (provider === undefined) throw new Error('The CDK no longer makes a provider named Custom::CDKBucketDeployment');
    const reason = 'The CDK’s own provider copies the console’s files to their bucket, at deployment only.';
    for (const finding of this.#findings(storage)) acknowledge(provider, finding, reason);
    acknowledge(provider, 'AwsSolutions-L1', 'The runtime of the CDK’s own provider is the CDK’s to move.');
  }

  /** Named one by one, since an acknowledgement holds for exactly what it names. */
  #findings(storage: StorageStack): readonly string[] {
    const assets = 'arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*';
    const consoleBucket = `arn:<AWS::Partition>:s3:::${storage.stackName}:ExportsOutputRefConsole63CA37A7BCAA2DC0/*`;
    const actions = ['GetBucket*', 'GetObject*', 'List*', 'Abort*', 'DeleteObject*'];
    return [
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      ...actions.map((action) => `AwsSolutions-IAM5[Action::s3:${action}]`),
      ...[assets, consoleBucket, '*'].map((resource) => `AwsSolutions-IAM5[Resource::${resource}]`),
    ];
  }
}
