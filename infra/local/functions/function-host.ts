import { randomUUID } from 'node:crypto';
import type { InvokeAnswer } from '#infra/local/engine';
import type { FunctionFailure, FunctionSpec, HostMessage, HostStart } from '#infra/local/functions/host-messages';
import { type HostProcess, startHostProcess } from '#infra/local/functions/host-process';

/** Runs handlers in host processes and kills one that hangs. */
export interface FunctionHost {
  /** Runs one invocation; never rejects. */
  readonly run: (spec: FunctionSpec, event: unknown) => Promise<InvokeAnswer>;
  /** Kills the running invocations of one function, as a crashed sandbox does; the host's other calls start again. */
  readonly kill: (functionName: string, reason: string) => void;
  readonly stop: () => Promise<void>;
}

export interface FunctionHostOptions extends HostStart {
  /** Virtual minus machine time, as the virtual clock shares it. */
  readonly clockOffset: SharedArrayBuffer;
  readonly hostCount: number;
  readonly onLogLine: (functionName: string, line: string) => void;
}

interface Call {
  readonly spec: FunctionSpec;
  readonly event: string;
  readonly requestId: string;
  readonly resolve: (answer: InvokeAnswer) => void;
  timer?: NodeJS.Timeout;
}

interface Host {
  readonly process: HostProcess;
  readonly calls: Map<string, Call>;
  /** Made for one call, to find out whether it is the one that hangs. */
  readonly isForOne: boolean;
  isEnding: boolean;
  onPong?: () => void;
}

/** How long a host may take to say that its event loop turns. */
const PONG_MILLISECONDS = 200;

/** How long a host and a function's sources may take to load on a busy machine; Lambda does not count this either. */
const INIT_MILLISECONDS_MAX = 30_000;

/** Lambda's limit for the request and the answer of a synchronous invocation. */
const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;

export function createFunctionHost(options: FunctionHostOptions): FunctionHost {
  const hosts: (Host | undefined)[] = Array.from({ length: options.hostCount }, () => undefined);
  const lone = new Set<Host>();
  const clockOffset = new BigInt64Array(options.clockOffset);
  let stopped = false;

  const startHost = (isForOne: boolean): Host => {
    const { projectRoot, bundles, environment } = options;
    const calls = new Map<string, Call>();
    const host: Host = {
      calls,
      isForOne,
      isEnding: false,
      process: startHostProcess(
        { projectRoot, environment, ...(bundles === undefined ? {} : { bundles }) },
        {
          onMessage: (message) => hear(host, message),
          // It broke by itself, e.g. out of memory: nobody's answer will come.
          onEnd: (why) => endHost(host, [...calls.keys()], failure('Runtime.ExitError', `the host ended: ${why}`)),
        },
      ),
    };
    return host;
  };

  /** The function's own host, unless that one is busy and another is free. */
  const hostFor = (functionName: string): Host => {
    const home = Buffer.from(functionName).reduce((sum, byte) => sum + byte, 0) % hosts.length;
    const order = hosts.map((_, offset) => (home + offset) % hosts.length);
    const load = (index: number) => hosts[index]?.calls.size ?? 0;
    const index = order.reduce((best, other) => (load(other) < load(best) ? other : best), order[0] ?? 0);
    const host = hosts[index] ?? startHost(false);
    hosts[index] = host;
    return host;
  };

  const place = (call: Call, isAlone = false) => {
    if (stopped) return;
    const host = isAlone ? startHost(true) : hostFor(call.spec.name);
    if (isAlone) lone.add(host);
    host.calls.set(call.requestId, call);
    allow(host, call, INIT_MILLISECONDS_MAX + call.spec.timeoutSeconds * 1000);
    const { requestId, spec, event } = call;
    host.process.send({
      kind: 'invoke',
      requestId,
      spec,
      event,
      clockOffset: Number(Atomics.load(clockOffset, 0)),
    });
  };
  const allow = (host: Host, call: Call, milliseconds: number) => {
    clearTimeout(call.timer);
    call.timer = setTimeout(() => void expire(host, call), milliseconds);
  };
  const settle = (host: Host, requestId: string, answer: InvokeAnswer) => {
    const call = host.calls.get(requestId);
    if (call === undefined) return;
    clearTimeout(call.timer);
    host.calls.delete(requestId);
    call.resolve(answer);
    if (host.isForOne) endHost(host, [], failure('Runtime.ExitError', 'done'));
  };
  /** A call that shares a host that stands still may be innocent: each of them runs again in a host of its own. */
  const expire = async (host: Host, call: Call) => {
    if (host.calls.size > 1 && !(await answersPing(host))) endHost(host, [], timedOut(call), true);
    else if (host.calls.has(call.requestId)) endHost(host, [call.requestId], timedOut(call));
  };
  /** Ends a host for the sake of `culprits`; its other calls are repeated on a new one, which every handler allows. */
  const endHost = (host: Host, culprits: readonly string[], reason: FunctionFailure, isEachAlone = false) => {
    for (const requestId of culprits) settle(host, requestId, failed(reason));
    if (host.isEnding) return;
    host.isEnding = true;
    const index = hosts.indexOf(host);
    if (index >= 0) hosts[index] = undefined;
    lone.delete(host);
    void host.process.kill();
    const others = [...host.calls.values()];
    host.calls.clear();
    for (const call of others) {
      clearTimeout(call.timer);
      place(call, isEachAlone);
    }
  };
  const hear = (host: Host, message: HostMessage) => {
    switch (message.kind) {
      case 'pong':
        return host.onPong?.();
      case 'started': {
        const call = host.calls.get(message.requestId);
        return call === undefined ? undefined : allow(host, call, call.spec.timeoutSeconds * 1000);
      }
      case 'log':
        return options.onLogLine(message.functionName, message.line);
      case 'answered':
        return settle(host, message.requestId, answered(message.payload));
      case 'failed':
        return settle(host, message.requestId, failed(message.error));
      case 'exiting':
        return endHost(
          host,
          [message.requestId],
          failure(
            'Runtime.ExitError',
            `RequestId: ${message.requestId} Error: Runtime exited with error: exit status ${message.code}`,
          ),
        );
    }
  };

  return {
    run(spec, event) {
      const text = JSON.stringify(event ?? null);
      if (text.length > PAYLOAD_BYTES_MAX) return Promise.resolve(failed(tooLarge('event', text.length)));
      const { promise, resolve } = Promise.withResolvers<InvokeAnswer>();
      place({ spec, event: text, requestId: randomUUID(), resolve });
      return promise;
    },
    kill(functionName, reason) {
      for (const host of [...hosts, ...lone]) {
        const culprits = [...(host?.calls.values() ?? [])].filter((call) => call.spec.name === functionName);
        if (host !== undefined && culprits.length > 0)
          endHost(
            host,
            culprits.map((call) => call.requestId),
            failure('Runtime.ExitError', reason),
          );
      }
    },
    async stop() {
      stopped = true;
      const running = [...hosts, ...lone].filter((host) => host !== undefined);
      // Unanswered on purpose: whoever waits starts again from its journal, as after a crash.
      for (const host of running) {
        host.isEnding = true;
        for (const call of host.calls.values()) clearTimeout(call.timer);
      }
      await Promise.all(running.map((host) => host.process.kill()));
    },
  };
}

function answersPing(host: Host): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), PONG_MILLISECONDS);
  host.onPong = () => {
    clearTimeout(timer);
    resolve(true);
  };
  host.process.send({ kind: 'ping' });
  return promise;
}

const failure = (errorType: string, errorMessage: string): FunctionFailure => ({ errorType, errorMessage, trace: [] });
const failed = (functionError: FunctionFailure): InvokeAnswer => ({ payload: { ...functionError }, functionError });

function answered(payload: string): InvokeAnswer {
  return payload.length > PAYLOAD_BYTES_MAX
    ? failed(tooLarge('answer', payload.length))
    : { payload: JSON.parse(payload) };
}

function tooLarge(what: string, bytes: number): FunctionFailure {
  return failure(
    'Function.ResponseSizeTooLarge',
    `The ${what} has ${bytes} bytes; Lambda carries at most ${PAYLOAD_BYTES_MAX}`,
  );
}

function timedOut({ requestId, spec }: Call): FunctionFailure {
  return failure(
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${spec.timeoutSeconds.toFixed(2)} seconds`,
  );
}
