import type { AwsRequest, AwsResponse, Engine } from '#infra/local/engine';
import { isSignedByVersion2 } from '#infra/local/engines/s3/presigned';
import type { FunctionRequest } from '#infra/local/functions/faults';
import { AwsError } from '#infra/local/wire/aws-error';
import { answerError, headerOf } from '#infra/local/wire/json-protocol';
import { answerQueryError } from '#infra/local/wire/query-protocol';

export interface FrontConfig {
  /** Engines by credential scope; empty until the cloud is provisioned. */
  readonly engines: ReadonlyMap<string, Engine>;
  /** `/_local/…` requests. */
  readonly control: (request: AwsRequest, response: AwsResponse) => Promise<void>;
  /** Called around every request of a function when a test watches for them. */
  readonly around?: ((request: FunctionRequest, forward: () => Promise<void>) => Promise<void>) | undefined;
}

const SCOPE = /Credential=[^/,\s]+\/\d{8}\/[^/]+\/([a-z0-9-]+)\/aws4_request/;
const PRESIGNED_SCOPE = /^[^/]+\/\d{8}\/[^/]+\/([a-z0-9-]+)\/aws4_request$/;
/** Powertools adds its own word (`app/AcceptDrop-PT-NO-OP-2`) to the name that the host gave. */
const FUNCTION_IN_USER_AGENT = /\bapp\/([A-Za-z0-9_-]+?)(?:-PT-\S*)?(?:\s|$)/;

/** Sends every request of the AWS port to the engine of its SigV4 credential scope. Never throws. */
export function createFront({
  engines,
  control,
  around,
}: FrontConfig): (request: AwsRequest, response: AwsResponse) => Promise<void> {
  return async (request, response) => {
    try {
      const url = new URL(request.url ?? '/', 'http://local');
      if (url.pathname.startsWith('/_local/')) return await control(request, response);
      const scope = scopeOf(request, url);
      const engine = engines.get(scope);
      if (engine === undefined) throw unknownService(scope, [...engines.keys()]);
      const functionName = FUNCTION_IN_USER_AGENT.exec(headerOf(request, 'user-agent') ?? '')?.[1];
      const forward = () => engine.handle(request, response);
      if (around === undefined || functionName === undefined) return await forward();
      const operation = headerOf(request, 'x-amz-target')?.split('.').at(-1) ?? `${request.method} ${url.pathname}`;
      await around({ functionName, scope, operation }, forward);
    } catch (error) {
      if (response.headersSent) response.end();
      else if (headerOf(request, 'content-type')?.startsWith('application/x-www-form-urlencoded'))
        answerQueryError(response, error);
      else answerError(response, 'application/x-amz-json-1.0', error);
    }
  };
}

/** The service that a request is signed for, e.g. `s3`. Throws when it is not signed: that is how the service is told. */
function scopeOf(request: AwsRequest, url: URL): string {
  const signed = SCOPE.exec(headerOf(request, 'authorization') ?? '')?.[1];
  const presigned = PRESIGNED_SCOPE.exec(url.searchParams.get('X-Amz-Credential') ?? '')?.[1];
  const scope = signed ?? presigned ?? (isSignedByVersion2(url.searchParams) ? 's3' : undefined);
  if (scope !== undefined) return scope;
  throw new AwsError(
    'MissingAuthenticationToken',
    'The request is not signed; the local cloud takes any credentials, but tells the service by the signature',
    403,
  );
}

function unknownService(scope: string, known: readonly string[]): AwsError {
  return new AwsError(
    'UnknownService',
    `The local cloud does not run the service “${scope}”; it runs ${known.toSorted().join(', ') || 'none yet'}`,
    501,
  );
}
