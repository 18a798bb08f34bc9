import { ACCOUNT_ID, REGION } from '#infra/local/account';

/** How one resource type is named, referred to and addressed once it exists locally. */
export interface ResourceIdentity {
  readonly name: string;
  /** What `Ref` gives. */
  readonly ref: string;
  readonly arn: string | undefined;
  /** What `Fn::GetAtt` gives; anything else throws. */
  readonly attributes: Readonly<Record<string, string>>;
}

interface Naming {
  readonly logicalId: string;
  /** The property that names the resource, resolved. */
  readonly property: (name: string) => string | undefined;
  /** The name when no property gives one: `<stack>-<logicalId>`. */
  readonly unnamed: string;
  /** The AWS endpoint, e.g. `http://127.0.0.1:4566`, and the API's. */
  readonly endpoint: string;
  readonly apiEndpoint: string;
}

const arnOf = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;

/** A type whose Ref is its name and whose only attribute is its ARN. */
function named(
  property: string,
  arn: (name: string) => string,
  extra: (name: string) => Record<string, string> = () => ({}),
) {
  return (naming: Naming): ResourceIdentity => {
    const name = naming.property(property) ?? naming.unnamed;
    return { name, ref: name, arn: arn(name), attributes: { Arn: arn(name), ...extra(name) } };
  };
}

/** A type whose Ref is its ARN. */
function byArn(
  property: string,
  arn: (name: string) => string,
  extra: (name: string) => Record<string, string> = () => ({}),
) {
  return (naming: Naming): ResourceIdentity => ({
    ...named(property, arn, extra)(naming),
    ref: arn(naming.property(property) ?? naming.unnamed),
  });
}

const table = named(
  'TableName',
  (name) => arnOf('dynamodb', `table/${name}`),
  (name) => ({ StreamArn: arnOf('dynamodb', `table/${name}/stream/latest`), TableId: name }),
);

const lastPart = (arn: string) => arn.split(':').at(-1) ?? arn;

const IDENTITIES: Readonly<Record<string, (naming: Naming) => ResourceIdentity>> = {
  'AWS::S3::Bucket': named(
    'BucketName',
    (name) => `arn:aws:s3:::${name}`,
    (name) => ({
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${REGION}.amazonaws.com`,
    }),
  ),
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::Kinesis::Stream': named('Name', (name) => arnOf('kinesis', `stream/${name}`)),
  'AWS::Events::EventBus': named(
    'Name',
    (name) => arnOf('events', `event-bus/${name}`),
    (name) => ({ Name: name }),
  ),
  'AWS::Events::Rule': named('Name', (name) => arnOf('events', `rule/${name}`)),
  'AWS::Events::Connection': named('Name', (name) => arnOf('events', `connection/${name}`)),
  'AWS::Scheduler::Schedule': named('Name', (name) => arnOf('scheduler', `schedule/default/${name}`)),
  'AWS::Scheduler::ScheduleGroup': named('Name', (name) => arnOf('scheduler', `schedule-group/${name}`)),
  'AWS::SQS::Queue': (naming) => {
    const name = naming.property('QueueName') ?? naming.unnamed;
    const url = `${naming.endpoint}/${ACCOUNT_ID}/${name}`;
    const arn = arnOf('sqs', name);
    return { name, ref: url, arn, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
  },
  'AWS::SNS::Topic': byArn(
    'TopicName',
    (name) => arnOf('sns', name),
    (name) => ({ TopicName: name, TopicArn: arnOf('sns', name) }),
  ),
  'AWS::Lambda::Function': named('FunctionName', (name) => arnOf('lambda', `function:${name}`)),
  'AWS::Lambda::Version': (naming) => {
    const name = lastPart(naming.property('FunctionName') ?? naming.unnamed);
    const arn = `${arnOf('lambda', `function:${name}`)}:1`;
    return { name, ref: arn, arn, attributes: { Version: '1', FunctionArn: arn } };
  },
  'AWS::Lambda::Alias': (naming) => {
    const name = lastPart(naming.property('FunctionName') ?? naming.unnamed);
    const arn = `${arnOf('lambda', `function:${name}`)}:${naming.property('Name') ?? 'live'}`;
    return { name, ref: arn, arn, attributes: { AliasArn: arn } };
  },
  'AWS::Lambda::EventSourceMapping': named(
    'Id',
    (name) => arnOf('lambda', `event-source-mapping:${name}`),
    (name) => ({ Id: name }),
  ),
  'AWS::StepFunctions::StateMachine': byArn(
    'StateMachineName',
    (name) => arnOf('states', `stateMachine:${name}`),
    (name) => ({ Name: name }),
  ),
  'AWS::IAM::Role': named(
    'RoleName',
    (name) => `arn:aws:iam::${ACCOUNT_ID}:role/${name}`,
    (name) => ({ RoleId: name }),
  ),
  'AWS::IAM::ManagedPolicy': byArn('ManagedPolicyName', (name) => `arn:aws:iam::${ACCOUNT_ID}:policy/${name}`),
  'AWS::IAM::Policy': named('PolicyName', (name) => `arn:aws:iam::${ACCOUNT_ID}:policy/${name}`),
  'AWS::Logs::LogGroup': named('LogGroupName', (name) => arnOf('logs', `log-group:${name}:*`)),
  'AWS::CloudWatch::Alarm': named('AlarmName', (name) => arnOf('cloudwatch', `alarm:${name}`)),
  'AWS::CloudWatch::Dashboard': named('DashboardName', (name) => `arn:aws:cloudwatch::${ACCOUNT_ID}:dashboard/${name}`),
  'AWS::KMS::Key': named(
    'KeyId',
    (name) => arnOf('kms', `key/${name}`),
    (name) => ({ KeyId: name }),
  ),
  'AWS::KMS::Alias': named('AliasName', (name) => arnOf('kms', name)),
  'AWS::SSM::Parameter': named('Name', (name) => arnOf('ssm', `parameter/${name}`)),
  'AWS::Athena::WorkGroup': named('Name', (name) => arnOf('athena', `workgroup/${name}`)),
  'AWS::Cognito::UserPool': (naming) => {
    // The pool's id keeps Cognito's form, so that issuers built from it look as they do on AWS.
    const id = `${REGION}_${naming.property('UserPoolName')?.replaceAll(/[^A-Za-z0-9]/g, '') ?? naming.logicalId}`;
    const arn = arnOf('cognito-idp', `userpool/${id}`);
    const provider = `cognito-idp.${REGION}.amazonaws.com/${id}`;
    return {
      name: id,
      ref: id,
      arn,
      attributes: { Arn: arn, UserPoolId: id, ProviderName: provider, ProviderURL: `https://${provider}` },
    };
  },
  'AWS::Cognito::UserPoolClient': named(
    'ClientName',
    (name) => name,
    (name) => ({ ClientId: name, Name: name }),
  ),
  'AWS::Cognito::UserPoolDomain': named('Domain', (name) => name),
  'AWS::CloudFront::Function': named(
    'Name',
    (name) => arnOf('cloudfront', `function/${name}`),
    (name) => ({ FunctionARN: arnOf('cloudfront', `function/${name}`) }),
  ),
  'AWS::CloudFront::OriginAccessControl': named(
    'Name',
    (name) => arnOf('cloudfront', `origin-access-control/${name}`),
    (name) => ({ Id: name }),
  ),
  'AWS::ApiGatewayV2::Api': (naming) => ({
    name: naming.logicalId,
    ref: naming.logicalId,
    arn: arnOf('apigateway', `/apis/${naming.logicalId}`),
    attributes: { ApiEndpoint: naming.apiEndpoint, ApiId: naming.logicalId },
  }),
};

/** The local identity of a resource; a type without an entry is named `<stack>-<logicalId>` and has no attributes. */
export function identityOf(type: string, naming: Naming): ResourceIdentity {
  const identity = IDENTITIES[type];
  if (identity !== undefined) return identity(naming);
  return {
    name: naming.property('Name') ?? naming.unnamed,
    ref: naming.property('Name') ?? naming.unnamed,
    arn: undefined,
    attributes: {},
  };
}
