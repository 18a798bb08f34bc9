import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runInNewContext } from 'node:vm';
import { createGzip } from 'node:zlib';
import type { ConsoleBuild } from '#infra/local/console/console-build';
import type { EdgeModel } from '#infra/local/console/edge-model';
import { isHangUp } from '#infra/local/engines/wire';

export interface ConsoleServerConfig {
  readonly edge: EdgeModel;
  readonly build: ConsoleBuild;
  readonly log: (line: string) => void;
}

/** What the console reads first: here people are whoever they pick to be, as `POST /_local/token` allows. */
const CONFIG = JSON.stringify({ sign_in: { kind: 'local' } });
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};
const isPacked = (type: string) => /^(text|application)\//.test(type);

/** Answers what the API does not: the console's files, as CloudFront would. `false` leaves a request to the API's 404. */
export function createConsoleServer({ edge, build, log }: ConsoleServerConfig) {
  const uriOf = createUriChooser(edge);
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    if (path.startsWith('/v1/') || path === '/v1') return false;
    const uri = uriOf(path);
    for (const [name, value] of Object.entries(edge.headers)) response.setHeader(name, value);
    if (uri === '/config.json') {
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache' }).end(CONFIG);
      return true;
    }
    try {
      await sendFile({ request, response, uri, folder: await build.files() });
    } catch (error) {
      // A visitor who leaves before the last byte is no news.
      if (!isHangUp(error)) log(String(error));
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(String(error));
    }
    return true;
  };
}

/** The file that an address means, by the template's own viewer-request function. */
function createUriChooser({ functionCode }: EdgeModel): (path: string) => string {
  if (functionCode === undefined) return (path) => path;
  const handler = runInNewContext(`${functionCode}; handler`) as (event: object) => { readonly uri: string };
  return (path) => handler({ request: { uri: path } }).uri;
}

async function sendFile(exchange: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly uri: string;
  readonly folder: string;
}): Promise<void> {
  const { request, response, uri, folder } = exchange;
  const file = fileOf(folder, uri);
  const found = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
  if (file === undefined || found?.isFile() !== true) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found');
    return;
  }
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  const gzipped = isPacked(type) && String(request.headers['accept-encoding'] ?? '').includes('gzip');
  response.writeHead(200, {
    'content-type': type,
    'cache-control': uri.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(gzipped ? { 'content-encoding': 'gzip', vary: 'accept-encoding' } : { 'content-length': found.size }),
  });
  if (request.method === 'HEAD') response.end();
  else if (gzipped) await pipeline(createReadStream(file), createGzip(), response);
  else await pipeline(createReadStream(file), response);
}

/** A hashed file may be of an earlier build, which an open tab still asks for; a deployment keeps those too. */
function fileOf(folder: string, uri: string): string | undefined {
  const path = normalize(decodedOf(uri));
  const folders = uri.startsWith('/assets/') ? [folder, ...siblingsOf(folder)] : [folder];
  return folders
    .map((one) => join(one, path))
    .find((file, place) => file.startsWith(`${folders[place]}/`) && existsSync(file));
}

function siblingsOf(folder: string): string[] {
  const parent = dirname(folder);
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{16}$/.test(entry.name))
    .map((entry) => join(parent, entry.name));
}

function decodedOf(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
