import { Agent, request as httpRequest } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { AwsRequest, AwsResponse } from '#infra/local/engine';
import { send, writableOf } from '#infra/local/engines/wire';

/** Headers that belong to one connection; HTTP/2 answers may not carry them. */
const HOP_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'http2-settings', 'te']);

/** Forwards requests to one endpoint and streams the answers back; `close` ends the kept connections. */
export function createProxy(endpoint: string): {
  forward(request: AwsRequest, response: AwsResponse): Promise<void>;
  close(): void;
} {
  const agent = new Agent({ keepAlive: true });
  return {
    async forward(request, response) {
      try {
        await forward(agent, endpoint, request, response);
      } catch (error) {
        if (response.headersSent) response.destroy();
        else send(response, 502, { 'content-type': 'text/plain' }, `${endpoint} did not answer: ${String(error)}`);
      }
    },
    close: () => agent.destroy(),
  };
}

async function forward(agent: Agent, endpoint: string, request: AwsRequest, response: AwsResponse): Promise<void> {
  const headers = Object.entries(request.headers).filter(([name]) => !name.startsWith(':') && !HOP_HEADERS.has(name));
  const upstream = httpRequest(new URL(request.url ?? '/', endpoint), {
    agent,
    method: request.method ?? 'POST',
    headers: Object.fromEntries(headers),
  });
  const answered = new Promise<void>((resolve, reject) => {
    upstream.once('error', reject);
    upstream.once('response', (answer) => {
      response.statusCode = answer.statusCode ?? 502;
      for (const [name, value] of Object.entries(answer.headers))
        if (value !== undefined && !HOP_HEADERS.has(name)) response.setHeader(name, value);
      pipeline(answer, writableOf(response)).then(resolve, reject);
    });
  });
  await Promise.all([pipeline(request, upstream), answered]);
}
