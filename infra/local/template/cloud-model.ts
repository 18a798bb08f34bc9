import type { JsonRecord } from '#infra/local/json';
import { createResolver, type LocalAddresses } from '#infra/local/template/resolver';
import { parseTemplate, type StackTemplate } from '#infra/local/template/template';

/** One resource, named and with its properties resolved: what engines are provisioned from. */
export interface Resource {
  readonly logicalId: string;
  readonly stackName: string;
  readonly type: string;
  readonly name: string;
  readonly arn: string | undefined;
  readonly ref: string;
  readonly properties: JsonRecord;
  readonly metadata: JsonRecord;
}

/** All resources of all stacks. */
export interface CloudModel {
  readonly resources: readonly Resource[];
  readonly ofType: (...types: readonly string[]) => readonly Resource[];
}

/** Synthesized templates by stack name. */
export type Templates = ReadonlyMap<string, unknown>;

/** Resolves the templates. Throws, naming stack and expression, on anything that cannot be resolved. */
export function buildCloudModel(templates: Templates, addresses: LocalAddresses): CloudModel {
  const stacks: readonly StackTemplate[] = [...templates].map(([name, template]) => parseTemplate(name, template));
  const resolver = createResolver(stacks, addresses);
  const resources = stacks.flatMap((stack) =>
    [...stack.resources.values()]
      .filter((resource) => resolver.exists(stack, resource))
      .map((resource): Resource => {
        const { name, arn, ref } = resolver.identity(stack, resource);
        // What needs nothing locally is not resolved either: a policy may name attributes that nobody here reads.
        const properties = isProvisioned(resource.type) ? resolver.resolve(stack, resource.properties) : {};
        const { logicalId, type, metadata } = resource;
        return {
          logicalId,
          stackName: stack.stackName,
          type,
          name,
          arn,
          ref,
          properties: properties as JsonRecord,
          metadata,
        };
      }),
  );
  return { resources, ofType: (...types) => resources.filter((resource) => types.includes(resource.type)) };
}

/** Types that need nothing locally, and why. Any type that is neither here nor provisioned is warned about. */
export const NOTHING_TO_DO: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'the local cloud takes any credentials; rights are proven by template tests',
  'AWS::IAM::Policy': 'as roles',
  'AWS::IAM::ManagedPolicy': 'as roles',
  'AWS::Lambda::Permission': 'as roles: who may invoke a function is proven by template tests',
  'AWS::S3::BucketPolicy': 'as roles',
  'AWS::SQS::QueuePolicy': 'as roles',
  'AWS::SNS::TopicPolicy': 'as roles',
  'AWS::Events::EventBusPolicy': 'as roles',
  'AWS::KMS::Key': 'data at rest is not encrypted on a developer’s disk',
  'AWS::KMS::Alias': 'as keys',
  'AWS::Logs::LogGroup': 'log lines go to files, kept until the data directory is removed',
  'AWS::Lambda::Version': 'only the current source runs',
  'AWS::Lambda::Alias': 'every alias is the current source',
  'AWS::CloudWatch::Dashboard': 'a dashboard only shows; metrics and alarms are emulated',
  'AWS::CloudFront::Distribution': 'the API port serves console and API under one address, as the distribution does',
  'AWS::CloudFront::OriginAccessControl': 'as roles',
  'AWS::CDK::Metadata': 'usage statistics of the CDK',
  'AWS::Cognito::UserPool': 'the local issuer signs for the pool’s issuer URL',
  'AWS::Cognito::UserPoolClient': 'the local issuer gives tokens without a client',
  'AWS::Cognito::UserPoolDomain': 'the local issuer has no login pages',
  'AWS::Cognito::UserPoolGroup': 'POST /_local/token puts the role it is asked for into the token',
  'AWS::ApiGateway::Account': 'access logs need no account-wide role locally',
};

/** Types that an engine is provisioned from. */
export const PROVISIONED: ReadonlySet<string> = new Set([
  'AWS::S3::Bucket',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Kinesis::Stream',
  'AWS::Glue::Database',
  'AWS::Glue::Table',
  'AWS::Athena::WorkGroup',
  'AWS::Athena::NamedQuery',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::StepFunctions::StateMachine',
  'AWS::SQS::Queue',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::Scheduler::Schedule',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::CloudWatch::Alarm',
  'AWS::SNS::Topic',
  'AWS::SNS::Subscription',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::CloudFront::Function',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Stage',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Authorizer',
]);

const isProvisioned = (type: string) => PROVISIONED.has(type);

/** One warning per resource whose type the local cloud does not know: nothing is silently ignored. */
export function unknownResourceWarnings(model: CloudModel): readonly string[] {
  return model.resources
    .filter(({ type }) => !isProvisioned(type) && !(type in NOTHING_TO_DO))
    .map(
      ({ stackName, logicalId, type }) =>
        `warning: ${stackName}/${logicalId} is an ${type}, which the local cloud does not run`,
    );
}
