import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface HttpPort {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Plain HTTP/1.1 on `port` of the loopback interface (0: any free one). Rejects with the socket's error, e.g. EADDRINUSE. */
export async function listenHttp(
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<HttpPort> {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
