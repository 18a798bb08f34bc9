import { randomUUID } from 'node:crypto';
import type { AwsRequest, AwsResponse, Engine } from '#infra/local/engine';
import { type JsonRecord, recordOf } from '#infra/local/json';
import { AwsError } from '#infra/local/wire/aws-error';

/** One operation of a JSON service: the request's members in, the answer's members out. Throws an AwsError. */
export type Operation = (input: JsonRecord) => unknown;

export interface JsonService {
  readonly scopes: readonly string[];
  /** Operations by the last part of `X-Amz-Target`, e.g. `StartExecution`. */
  readonly operations: Readonly<Record<string, Operation>>;
  readonly stop: () => Promise<void>;
}

/** An engine that speaks AWS JSON 1.0 and 1.1: it answers in the version it is asked in. */
export function createJsonEngine({ scopes, operations, stop }: JsonService): Engine {
  return {
    scopes,
    stop,
    async handle(request, response) {
      const contentType = headerOf(request, 'content-type') ?? 'application/x-amz-json-1.0';
      const target = headerOf(request, 'x-amz-target') ?? '';
      const name = target.split('.').at(-1) ?? '';
      try {
        const operation = operations[name];
        if (operation === undefined) throw unknownOperation(scopes, name, Object.keys(operations));
        const input = recordOf(JSON.parse((await readBody(request)).toString() || '{}'));
        answer(response, 200, contentType, (await operation(input)) ?? {});
      } catch (error) {
        answerError(response, contentType, error);
      }
    },
  };
}

/** The whole body of a request. */
export async function readBody(request: AwsRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

export function headerOf(request: AwsRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export function answer(response: AwsResponse, status: number, contentType: string, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', contentType);
  response.setHeader('x-amzn-requestid', randomUUID());
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Answers an AwsError as the service would; anything else is a fault of the local cloud and says so. */
export function answerError(response: AwsResponse, contentType: string, error: unknown): void {
  const { code, message, status } =
    error instanceof AwsError
      ? error
      : new AwsError('InternalFailure', `The local cloud failed: ${String(error)}`, 500);
  response.setHeader('x-amzn-errortype', code);
  response.setHeader('x-amzn-query-error', `${code};${status < 500 ? 'Sender' : 'Receiver'}`);
  answer(response, status, contentType, { __type: code, message, Message: message });
}

function unknownOperation(scopes: readonly string[], name: string, known: readonly string[]): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `The local cloud does not serve ${scopes[0]}:${name || '(no X-Amz-Target)'}; it serves ${known.join(', ')}`,
  );
}
