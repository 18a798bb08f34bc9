import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { stageContext } from '#infra/constructs/stage';
import { AnalyticsStack } from '#infra/stacks/analytics-stack';
import { ApiStack } from '#infra/stacks/api-stack';
import { AttributionStack } from '#infra/stacks/attribution-stack';
import { AuditStack } from '#infra/stacks/audit-stack';
import { CloseStack } from '#infra/stacks/close-stack';
import { ConsoleStack } from '#infra/stacks/console-stack';
import { DropsStack } from '#infra/stacks/drops-stack';
import { LedgerStack } from '#infra/stacks/ledger-stack';
import { OperationsStack } from '#infra/stacks/operations-stack';
import { PayoutsStack } from '#infra/stacks/payouts-stack';
import { PlaysStack } from '#infra/stacks/plays-stack';
import { ReleasesStack } from '#infra/stacks/releases-stack';
import { ReportsStack } from '#infra/stacks/reports-stack';
import { RevenueStack } from '#infra/stacks/revenue-stack';
import { RightsStack } from '#infra/stacks/rights-stack';
import { SettlementStack } from '#infra/stacks/settlement-stack';
import { StorageStack } from '#infra/stacks/storage-stack';

export interface AppOptions {
  /** `local` takes the plain names of the interfaces; any other stage is part of every physical name. */
  readonly stage: string;
  readonly outdir?: string;
  readonly context?: Readonly<Record<string, unknown>>;
  /** Whether CDK checks the templates against CloudFormation’s own rules; it takes longer than all the rest. Default true. */
  readonly isValidated?: boolean;
  /** The folder of the built console, to be deployed with its stack; the local cloud serves its own build. */
  readonly consoleFiles?: string;
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
    builtinCloudFormationValidation: options.isValidated ?? true,
    ...(options.outdir !== undefined && { outdir: options.outdir }),
  };
  const app = new App(props);
  const name = (stack: string) => (options.stage === 'local' ? stack : `${stack}-${options.stage}`);
  const storage = new StorageStack(app, name('royalty-storage'));
  const api = new ApiStack(app, name('royalty-api'), { storage });
  new DropsStack(app, name('royalty-drops'), { storage, api });
  new LedgerStack(app, name('royalty-ledger'), { storage, api });
  new ReportsStack(app, name('royalty-reports'), { storage, api });
  new AnalyticsStack(app, name('royalty-analytics'), { storage, api });
  new RevenueStack(app, name('royalty-revenue'), { storage });
  new RightsStack(app, name('royalty-rights'), { storage, api });
  const plays = new PlaysStack(app, name('royalty-plays'), { storage });
  const attribution = new AttributionStack(app, name('royalty-attribution'), { storage, api });
  new CloseStack(app, name('royalty-close'), { storage, api, plays, attribution });
  new ReleasesStack(app, name('royalty-releases'), { storage });
  new AuditStack(app, name('royalty-audit'), { storage, api });
  const files = options.consoleFiles;
  new ConsoleStack(app, name('royalty-console'), { storage, api, ...(files !== undefined && { files }) });
  new PayoutsStack(app, name('royalty-payouts'), { storage, api });
  new SettlementStack(app, name('royalty-settlement'), { storage, api });
  // The last one: it shows what the others made.
  new OperationsStack(app, name('royalty-operations'));
  return app;
}

/** Makes synthesis fail on every AwsSolutions finding that no `acknowledge` answers. */
export async function demandSolutionsRules(app: App): Promise<void> {
  // Loaded on demand, so that the local cloud does not pay for it at every start.
  const { AwsSolutionsChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

if (import.meta.main) {
  const consoleFiles = process.env['CONSOLE_FILES'];
  const stage = process.env['ROYALTY_STAGE'] ?? 'local';
  const app = buildApp({ stage, ...(consoleFiles !== undefined && { consoleFiles }) });
  await demandSolutionsRules(app);
  app.synth();
}
