import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createTcpServer, type Socket } from 'node:net';
import type { AwsRequest, AwsResponse } from '#infra/local/engine';

/** One TCP port that speaks HTTP/1.1 and HTTP/2 without TLS, told apart by the first bytes. */
export interface OnePort {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** How an HTTP/2 connection starts: `PRI * HTTP/2.0`. */
const HTTP2_FIRST_BYTES = 'PRI';

/** Listens on `port` of the loopback interface (0: any free one). Rejects with the socket's error, e.g. EADDRINUSE. */
export async function listenOnePort(
  port: number,
  handle: (request: AwsRequest, response: AwsResponse) => Promise<void>,
): Promise<OnePort> {
  const answer = (request: AwsRequest, response: AwsResponse) => void handle(request, response);
  const http = createHttpServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, answer);
  const http2 = createHttp2Server({}, answer);
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (first) => {
      socket.pause();
      socket.unshift(first);
      const isHttp2 = first.subarray(0, HTTP2_FIRST_BYTES.length).toString() === HTTP2_FIRST_BYTES;
      (isHttp2 ? http2 : http).emit('connection', socket);
      if (!isHttp2) socket.resume();
    });
  });
  http.on('clientError', (_, socket) => socket.destroy());
  http2.on('sessionError', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
