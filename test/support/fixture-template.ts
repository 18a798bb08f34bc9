/** Small CloudFormation templates for tests of the local cloud, in the form in which the CDK writes them. */
export type TemplateResources = Readonly<Record<string, unknown>>;

const HANDLERS = 'test/support/local-cloud-handlers';

/** A function whose source is `test/support/local-cloud-handlers/<file>`. */
export function aFunction(
  name: string,
  file: string,
  properties: Readonly<Record<string, unknown>> = {},
): TemplateResources {
  return {
    [name]: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: name, Timeout: 10, ...properties },
      Metadata: { 'pennywhistle:handler': { file: `${HANDLERS}/${file}`, export: 'handler' } },
    },
  };
}

/** A state machine; placeholders of the definition are the ARNs of the functions named in `functions`. */
export function aStateMachine(name: string, definition: unknown, functions: readonly string[] = []): TemplateResources {
  return {
    [name.replaceAll('-', '')]: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: name,
        DefinitionString: JSON.stringify(definition),
        DefinitionSubstitutions: Object.fromEntries(functions.map((fn) => [`${fn}Arn`, { 'Fn::GetAtt': [fn, 'Arn'] }])),
      },
    },
  };
}

/** A Task that invokes a function and answers its payload. */
export function invokeTask(functionName: string, rest: Readonly<Record<string, unknown>>): unknown {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: `\${${functionName}Arn}`, 'Payload.$': '$' },
    OutputPath: '$.Payload',
    ...rest,
  };
}

/** One stack of the given resources. */
export function aTemplate(...resources: readonly TemplateResources[]): Readonly<Record<string, unknown>> {
  return { fixture: { Resources: Object.assign({}, ...resources) } };
}

/** A queue, with a dead-letter queue `<name>-dead` after `receivesMax` receives. */
export function aQueue(
  name: string,
  receivesMax = 3,
  properties: Readonly<Record<string, unknown>> = {},
): TemplateResources {
  const id = name.replaceAll('-', '');
  const deadLetterTargetArn = { 'Fn::GetAtt': [`${id}Dead`, 'Arn'] };
  return {
    [`${id}Dead`]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: `${name}-dead` } },
    [id]: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: name,
        VisibilityTimeout: 60,
        RedrivePolicy: { deadLetterTargetArn, maxReceiveCount: receivesMax },
        ...properties,
      },
    },
  };
}

/** A rule on the default bus that sends matching events to the resources with these logical ids. */
export function aRule(
  name: string,
  when: Readonly<Record<string, unknown>>,
  ...targets: readonly string[]
): TemplateResources {
  const Targets = targets.map((id, index) => ({ Id: `t${index}`, Arn: { 'Fn::GetAtt': [id, 'Arn'] } }));
  return { [name.replaceAll('-', '')]: { Type: 'AWS::Events::Rule', Properties: { Name: name, ...when, Targets } } };
}

/** Feeds a function from a source given by its ARN attribute. */
export function aMapping(
  name: string,
  functionName: string,
  source: readonly [string, string],
  properties: Readonly<Record<string, unknown>> = {},
): TemplateResources {
  return {
    [name]: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: functionName },
        EventSourceArn: { 'Fn::GetAtt': source },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ...properties,
      },
    },
  };
}

/** A table with the one key `pk`. */
export function aTable(name: string, properties: Readonly<Record<string, unknown>> = {}): TemplateResources {
  return {
    [name]: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        TableName: name,
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        Replicas: [{ Region: 'us-east-1' }],
        ...properties,
      },
    },
  };
}
