import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine, InvokeAnswer, LocalCloudContext } from '#infra/local/engine';

type PutEvent = Parameters<LocalCloudContext['putEvent']>[0];

/** A context for one engine alone: what it puts and invokes is recorded, its clock stands until it is moved. */
export interface FakeContext extends LocalCloudContext {
  readonly events: PutEvent[];
  readonly lines: string[];
  readonly invocations: { readonly functionName: string; readonly event: unknown }[];
  /** Moves the clock and runs what falls due, in order. */
  advanceTo(atMilliseconds: number): void;
  /** Answers each invocation; by default the payload is null. */
  onInvoke(answer: (functionName: string, event: unknown) => InvokeAnswer | Promise<InvokeAnswer>): void;
  setEndpoint(endpoint: string): void;
  /** Removes the data directory. */
  dispose(): void;
}

/** A fake context at `startsAt`, over a temporary directory unless one is given. */
export function aContext(options: { startsAt?: string; dataDirectory?: string } = {}): FakeContext {
  let nowMilliseconds = Date.parse(options.startsAt ?? '2025-05-03T00:00:00Z');
  let endpoint = '';
  let answer: Parameters<FakeContext['onInvoke']>[0] = () => ({ payload: null });
  const timers = new Set<{ at: number; action: () => void }>();
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'pennywhistle-'));
  const context: FakeContext = {
    events: [],
    lines: [],
    invocations: [],
    dataDirectory,
    accountId: '000000000000',
    region: 'us-east-1',
    clock: {
      now: () => nowMilliseconds,
      at(at, action) {
        const timer = { at, action };
        timers.add(timer);
        return () => timers.delete(timer);
      },
    },
    activity: { begin: () => () => undefined, watch: () => undefined },
    endpoint: () => endpoint,
    setEndpoint: (value) => {
      endpoint = value;
    },
    async invoke(functionName, event) {
      context.invocations.push({ functionName, event });
      return await answer(functionName, event);
    },
    onInvoke: (next) => {
      answer = next;
    },
    async putEvent(event) {
      context.events.push(event);
    },
    log: (line) => context.lines.push(line),
    advanceTo(atMilliseconds) {
      for (;;) {
        const due = [...timers].filter((timer) => timer.at <= atMilliseconds).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers.delete(due);
        nowMilliseconds = Math.max(nowMilliseconds, due.at);
        due.action();
      }
      nowMilliseconds = Math.max(nowMilliseconds, atMilliseconds);
    },
    dispose: () => rmSync(dataDirectory, { recursive: true, force: true }),
  };
  return context;
}

export interface ServedEngine {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Serves one engine alone over HTTP/1.1 on a free port. */
export async function serve(engine: Pick<Engine, 'handle'>, port = 0): Promise<ServedEngine> {
  const server = createServer((request, response) => void engine.handle(request, response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What an AWS client needs to speak to a local engine. */
export const localClient = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
