import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsoleServer } from '#infra/local/console/console-server';
import { readEdgeModel } from '#infra/local/console/edge-model';
import { buildCloudModel } from '#infra/local/template/cloud-model';
import { synthesized } from '#test/support/templates';

describe('the console on the API’s port', () => {
  let server: Server;
  let folder: string;
  const logged: string[] = [];
  const exchanges: Promise<unknown>[] = [];
  const ask = (path: string, method = 'GET') =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { method });
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pennywhistle-console-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<title>the page</title>');
    writeFileSync(join(folder, 'assets', 'main-1a2b.js'), 'console.log(1)');
    writeFileSync(`${folder}-secret`, 'not for everybody');
    const addresses = { endpoint: 'http://127.0.0.1:4566', apiEndpoint: 'http://127.0.0.1:4000' };
    const templates = new Map<string, unknown>(
      synthesized('local')
        .app.synth()
        .stacks.map((stack) => [stack.stackName, stack.template] as const),
    );
    const answer = createConsoleServer({
      edge: readEdgeModel(buildCloudModel(templates, addresses).resources, addresses.endpoint),
      build: { files: async () => folder },
      log: (line) => logged.push(line),
    });
    server = createServer((request, response) => {
      const isAnswered = answer(request, response);
      exchanges.push(isAnswered.then((isDone) => isDone || response.writeHead(404).end('of the API')));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
    rmSync(`${folder}-secret`, { force: true });
  });

  it.each(['/', '/periods/US_2025_04', '/ledger/transactions/a.b.c', '/signed-in?code=1'])(
    'answers %s with the one page, never kept',
    async (path) => {
      const answer = await ask(path);

      expect(await answer.text()).toBe('<title>the page</title>');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    },
  );

  it('tells nobody of a visitor who leaves before the last byte', async () => {
    writeFileSync(join(folder, 'assets', 'large-3c4d.woff2'), Buffer.alloc(16 * 1024 * 1024));
    const { port } = server.address() as AddressInfo;

    await new Promise<void>((resolve) => {
      get({ port, host: '127.0.0.1', path: '/assets/large-3c4d.woff2' }, (answer) => {
        answer.once('close', resolve).destroy();
      }).on('error', () => undefined);
    });
    await Promise.all(exchanges);

    expect(logged).toEqual([]);
  });

  it('lets a file with a hash in its name be kept for ever', async () => {
    const answer = await ask('/assets/main-1a2b.js');

    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it.each(['/assets/main-0000.js', '/assets/..%2f..%2fetc%2fpasswd', '/assets/%2e%2e/%2e%2e/secret'])(
    'has nothing at %s',
    async (path) => {
      const answer = await ask(path);

      expect(await answer.text()).not.toContain('not for everybody');
      expect([200, 404]).toContain(answer.status);
      if (answer.status === 200) expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    },
  );

  it('leaves the API’s own addresses, and everything but reading, to the API', async () => {
    for (const answer of [await ask('/v1/nothing'), await ask('/periods', 'POST')]) {
      expect(answer.status).toBe(404);
      expect(await answer.text()).toBe('of the API');
    }
  });

  it('says that people here sign in by picking a role', async () => {
    expect(await (await ask('/config.json')).json()).toEqual({ sign_in: { kind: 'local' } });
  });
});
