import { TaskFailure } from '#infra/local/state-machines/execution';

/** AWS JSON services that a state machine may call: target prefix and credential scope by the integration's service name. */
const SERVICES: Readonly<
  Record<
    string,
    { readonly target: string; readonly scope: string; readonly version: '1.0' | '1.1'; readonly errors: string }
  >
> = {
  athena: { target: 'AmazonAthena', scope: 'athena', version: '1.1', errors: 'Athena' },
  dynamodb: { target: 'DynamoDB_20120810', scope: 'dynamodb', version: '1.0', errors: 'DynamoDB' },
  events: { target: 'AWSEvents', scope: 'events', version: '1.1', errors: 'EventBridge' },
  eventbridge: { target: 'AWSEvents', scope: 'events', version: '1.1', errors: 'EventBridge' },
  glue: { target: 'AWSGlue', scope: 'glue', version: '1.1', errors: 'Glue' },
  kinesis: { target: 'Kinesis_20131202', scope: 'kinesis', version: '1.1', errors: 'Kinesis' },
  sqs: { target: 'AmazonSQS', scope: 'sqs', version: '1.0', errors: 'SQS' },
};

export const isJsonService = (service: string) => service in SERVICES;

/** Calls the local endpoint as the service integration would. Throws a TaskFailure named `<Service>.<Code>`. */
export async function callJsonService(
  endpoint: string,
  service: string,
  action: string,
  input: unknown,
): Promise<unknown> {
  const known = SERVICES[service];
  if (known === undefined)
    throw new TaskFailure('States.Runtime', `The local cloud calls no ${service} from a state machine`);
  const operation = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  const response = await fetch(`${endpoint}/`, {
    method: 'POST',
    headers: {
      'content-type': `application/x-amz-json-${known.version}`,
      'x-amz-target': `${known.target}.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=local/20250101/us-east-1/${known.scope}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  const answer: unknown = JSON.parse((await response.text()) || '{}');
  if (response.ok) return answer;
  const { __type: type = 'Unknown', message = '', Message } = answer as Readonly<Record<string, string | undefined>>;
  const code = type.split('#').at(-1) ?? type;
  throw new TaskFailure(`${known.errors}.${code}`, message || Message || code);
}
