import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stageContext } from '#infra/constructs/stage';
import { ApiStack } from '#infra/stacks/api-stack';
import { StorageStack } from '#infra/stacks/storage-stack';

export interface AppOptions {
  /** `local` takes the plain names of the interfaces; any other stage is part of every physical name. */
  readonly stage: string;
  readonly outdir?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

const FEATURE_FLAGS = {
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/customresources:installLatestAwsSdkDefault': false,
} as const;

/** The whole app, not yet synthesized: stateful stacks first, then one stateless stack per capability. */
export function buildApp(options: AppOptions): App {
  const props: AppProps = {
    context: { ...FEATURE_FLAGS, ...stageContext(options.stage), ...options.context },
    analyticsReporting: false,
    ...(options.outdir !== undefined && { outdir: options.outdir }),
  };
  const app = new App(props);
  const name = (stack: string) => (options.stage === 'local' ? stack : `${stack}-${options.stage}`);
  const storage = new StorageStack(app, name('royalty-storage'));
  new ApiStack(app, name('royalty-api'), { storage });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

if (import.meta.main) buildApp({ stage: process.env['ROYALTY_STAGE'] ?? 'local' }).synth();
