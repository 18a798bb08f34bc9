import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from '#infra/constructs/acknowledge';
import { ConsoleFiles } from '#infra/constructs/console-files';
import { physicalName } from '#infra/constructs/stage';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

export interface ConsoleStackProps {
  readonly storage: StorageStack;
  readonly api: ApiStack;
  /** The folder of the built console to deploy; without it the bucket is left as it is, as the local cloud wants it. */
  readonly files?: string;
}

/** What an address that names no file is answered with: the page itself, which knows its own routes. */
const PAGE_FOR_ADDRESSES = `function handler(event) {
  var request = event.request;
  var isFile = /^\\/(assets\\/[\\w-]+(?:\\.[\\w-]+)+|config\\.json|theme\\.js|favicon\\.svg)$/.test(request.uri);
  if (!isFile) request.uri = '/index.html';
  return request;
}`;

/** The console: its files behind CloudFront, the API under the same address, so that a browser asks one origin. */
export class ConsoleStack extends Stack {
  constructor(scope: Construct, id: string, { storage, api, files }: ConsoleStackProps) {
    super(scope, id, { description: 'Pennywhistle: the console' });
    // By its name: CDK would otherwise write this distribution into the bucket's policy, and its stack depend on this one.
    const bucket = Bucket.fromBucketAttributes(this, 'Files', {
      bucketName: storage.consoleBucket.bucketName,
      bucketRegionalDomainName: storage.consoleBucket.bucketRegionalDomainName,
    });
    const distribution = this.#distribution({ storage, api, bucket });
    if (files !== undefined) new ConsoleFiles(this, 'Deployment', { files, bucket, distribution, storage });
    new CfnOutput(this, 'ConsoleUrl', { value: `https://${distribution.distributionDomainName}` });
  }

  #distribution(parts: {
    readonly storage: StorageStack;
    readonly api: ApiStack;
    readonly bucket: IBucket;
  }): Distribution {
    const page = new EdgeFunction(this, 'PageForAddresses', {
      functionName: physicalName(this, 'royalty-console-page'),
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(PAGE_FOR_ADDRESSES),
      comment: 'Answers every address of the console with its one page',
    });
    const viewerProtocolPolicy = ViewerProtocolPolicy.REDIRECT_TO_HTTPS;
    const distribution = new Distribution(this, 'Distribution', {
      comment: physicalName(this, 'royalty-console'),
      defaultRootObject: 'index.html',
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(parts.bucket),
        viewerProtocolPolicy,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.#headers(parts.storage),
        functionAssociations: [{ function: page, eventType: FunctionEventType.VIEWER_REQUEST }],
      },
      additionalBehaviors: {
        '/v1/*': {
          origin: new HttpOrigin(parts.api.domainName),
          viewerProtocolPolicy,
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        },
      },
    });
    distribution.applyRemovalPolicy(RemovalPolicy.DESTROY);
    acknowledge(distribution, 'AwsSolutions-CFR1', 'Holders and staff work from any country; tokens decide who reads.');
    acknowledge(distribution, 'AwsSolutions-CFR2', 'The API throttles by itself and the files are public by nature.');
    acknowledge(distribution, 'AwsSolutions-CFR3', 'The files are the same for everybody; the API logs who asked it.');
    acknowledge(
      distribution,
      'AwsSolutions-CFR4',
      'Without a domain of its own CloudFront uses its default certificate.',
    );
    return distribution;
  }

  /** Scripts, styles and fonts come from here alone; requests go to the API, the sign-in and the upload, nowhere else. */
  #headers(storage: StorageStack): ResponseHeadersPolicy {
    const asks = ["'self'", storage.identity.signInUrl, `https://${storage.dropsBucket.bucketRegionalDomainName}`];
    const contentSecurityPolicy = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src ${asks.join(' ')}`,
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; ');
    return new ResponseHeadersPolicy(this, 'SecurityHeaders', {
      responseHeadersPolicyName: physicalName(this, 'royalty-console'),
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(730),
          includeSubdomains: true,
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
          {
            header: 'Permissions-Policy',
            value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
            override: true,
          },
        ],
      },
    });
  }
}
