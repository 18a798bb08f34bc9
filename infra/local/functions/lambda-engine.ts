import { randomUUID } from 'node:crypto';
import type { AwsRequest, AwsResponse, Engine } from '#infra/local/engine';
import type { AsyncInvocations } from '#infra/local/functions/async-invocations';
import type { Functions } from '#infra/local/functions/functions';
import { AwsError } from '#infra/local/wire/aws-error';
import { answer, answerError, headerOf, readBody } from '#infra/local/wire/json-protocol';

const INVOKE_PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const FUNCTIONS_PATH = /^\/2015-03-31\/functions\/?$/;
const FUNCTION_PATH = /^\/2015-03-31\/functions\/([^/]+)(?:\/configuration)?$/;

/** Lambda over the wire: Invoke (synchronous, event, dry run), ListFunctions, GetFunction(Configuration). */
export function createLambdaEngine(functions: Functions, asyncInvocations: AsyncInvocations): Engine {
  const find = (name: string) => {
    const spec = functions.find(decodeURIComponent(name));
    if (spec !== undefined) return spec;
    throw new AwsError(
      'ResourceNotFoundException',
      `Function not found: ${name}; there are ${functions.names.join(', ') || 'none'}`,
      404,
    );
  };
  const configurationOf = (name: string) => {
    const spec = find(name);
    return {
      FunctionName: spec.name,
      FunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${spec.name}`,
      Runtime: 'nodejs24.x',
      Handler: `${spec.file}.${spec.exportName}`,
      Timeout: spec.timeoutSeconds,
      MemorySize: spec.memoryMegabytes,
      Environment: { Variables: spec.environment },
      State: 'Active',
    };
  };
  const invoke = async (request: AwsRequest, response: AwsResponse, name: string) => {
    const spec = find(name);
    const body = (await readBody(request)).toString();
    const event = parseEvent(body);
    response.setHeader('x-amz-executed-version', '$LATEST');
    switch (headerOf(request, 'x-amz-invocation-type') ?? 'RequestResponse') {
      case 'DryRun':
        return answer(response, 204, 'application/json', '');
      case 'Event':
        asyncInvocations.accept(spec.name, event);
        return answer(response, 202, 'application/json', '');
      default: {
        const { payload, functionError } = await functions.invoke(spec.name, event);
        if (functionError !== undefined) response.setHeader('x-amz-function-error', 'Unhandled');
        return answer(response, 200, 'application/json', JSON.stringify(payload ?? null));
      }
    }
  };
  return {
    scopes: ['lambda'],
    async handle(request, response) {
      try {
        const path = (request.url ?? '').split('?')[0] ?? '';
        const invoked = INVOKE_PATH.exec(path)?.[1];
        const described = FUNCTION_PATH.exec(path)?.[1];
        if (invoked !== undefined) await invoke(request, response, invoked);
        else if (FUNCTIONS_PATH.test(path))
          answer(response, 200, 'application/json', { Functions: functions.names.map(configurationOf) });
        else if (described !== undefined && path.endsWith('/configuration'))
          answer(response, 200, 'application/json', configurationOf(described));
        else if (described !== undefined)
          answer(response, 200, 'application/json', { Configuration: configurationOf(described) });
        else
          throw new AwsError(
            'UnknownOperationException',
            `The local cloud does not serve lambda ${request.method} ${path}`,
            404,
          );
      } catch (error) {
        answerError(response, 'application/json', error);
      }
    },
    stop: async () => {},
  };
}

function parseEvent(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json (request ${randomUUID()})`,
    );
  }
}
