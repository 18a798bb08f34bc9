import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '#infra/constructs/acknowledge';
import { codeOf } from '#infra/constructs/bundling';
import { alarmOnFunction, alarmOnQueue } from '#infra/constructs/royalty-alarms';
import { physicalName, stageOf } from '#infra/constructs/stage';
import type { EnvironmentName } from '#platform/environment';

export interface RoyaltyFunctionProps {
  /** Path from the project root, `functions/<context>/handlers/<kebab-name>.ts`; its export is `handler`. */
  readonly file: string;
  /** What a person loses when this fails, one sentence; it becomes the alarms' text. */
  readonly errorImpact: string;
  /** Default 30 s. */
  readonly timeout?: Duration;
  /** Default 512. */
  readonly memoryMegabytes?: number;
  /** Scratch space in `/tmp`; default 512. */
  readonly scratchMegabytes?: number;
  readonly environment?: Partial<Record<EnvironmentName, string>>;
  /** Packages with native parts that travel beside the bundle instead of in it, e.g. `['@duckdb/node-api']`. */
  readonly nodeModules?: readonly string[];
  /** Invoked by EventBridge, Scheduler or S3, which do not wait: failed events go to a dead-letter queue with an alarm. */
  readonly isAsynchronous?: boolean;
  /** At most so many at once; a reserved part of the account's limit. */
  readonly reservedConcurrency?: number;
}

/**
 * The one way to make a Lambda. Its role may write its own log and trace and nothing else until a grant method says so.
 * The id is the function's name, the ASL state's name and the PascalCase of the file's name.
 */
export class RoyaltyFunction extends LambdaFunction {
  readonly errorImpact: string;

  constructor(scope: Construct, id: string, props: RoyaltyFunctionProps) {
    assertNamedAsFile(id, props.file);
    const functionName = physicalName(scope, id);
    const logGroup = new LogGroup(scope, `${id}Log`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_YEAR,
      // A log explains; the facts are in the ledger and the lake, which are retained.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      functionName,
      role,
      logGroup,
      code: codeOf(props.file, props.nodeModules ?? []),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      timeout: props.timeout ?? Duration.seconds(30),
      memorySize: props.memoryMegabytes ?? 512,
      tracing: Tracing.ACTIVE,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_TRACE_ENABLED: stageOf(scope) === 'local' ? 'false' : 'true',
        ...props.environment,
      },
      ...(props.scratchMegabytes !== undefined && { ephemeralStorageSize: Size.mebibytes(props.scratchMegabytes) }),
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    this.errorImpact = props.errorImpact;
    acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'X-Ray’s PutTraceSegments takes no resource but *.');
    recordHandler(this, props.file);
    alarmOnFunction(this, props.errorImpact);
    if (props.isAsynchronous === true) this.#keepFailedEvents();
  }

  #keepFailedEvents(): void {
    // By the function's name: the alarm on the queue is named after it, and names of alarms are an account's own.
    const failed = new Queue(this, `${this.node.id}FailedEvents`, {
      queueName: physicalName(this, `${this.node.id}-failed-events`),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(failed, 'AwsSolutions-SQS3', 'This is itself a dead-letter queue.');
    this.configureAsyncInvoke({ onFailure: new SqsDestination(failed), retryAttempts: 2 });
    alarmOnQueue(failed, this.errorImpact);
  }
}

/** The local cloud imports the handler from source by this, whatever the asset is. */
function recordHandler(fn: RoyaltyFunction, file: string): void {
  const resource = fn.node.defaultChild as CfnFunction;
  resource.addMetadata('pennywhistle:handler', { file, export: 'handler' });
}

function assertNamedAsFile(id: string, file: string): void {
  const base = (file.split('/').at(-1) ?? '').replace(/\.ts$/, '');
  const expected = base.replace(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase());
  if (id !== expected) throw new Error(`Function "${id}" of ${file} must be named "${expected}", as its file is`);
}
