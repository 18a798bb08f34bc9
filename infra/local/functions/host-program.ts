import { AsyncLocalStorage } from 'node:async_hooks';
import { flushCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import { installVirtualDate, realNow } from '#infra/local/clock/virtual-date';
import { bundledPackages, handlerFile } from '#infra/local/functions/bundled-files';
import type {
  FunctionFailure,
  HostMessage,
  HostStart,
  InvokeMessage,
  PingMessage,
} from '#infra/local/functions/host-messages';
import { registerSourceHooks } from '#infra/local/functions/source-hooks';

/** One host process: runs handlers from source, each with its own environment and module graph. */

interface Invocation {
  readonly requestId: string;
  readonly functionName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly fail: (error: unknown) => void;
}

const start: HostStart = JSON.parse(process.argv[2] ?? '{}');
const clockOffset = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
const current = new AsyncLocalStorage<Invocation>();
const post = (message: HostMessage) => void process.send?.(message);

forgetWebSockets();
installVirtualDate(clockOffset);
registerSourceHooks(bundledPackages(start.bundles));
giveEachFunctionItsEnvironment();
captureLogLines();
blockOnExit();

process.on('uncaughtException', failCurrent);
process.on('unhandledRejection', failCurrent);
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (message: InvokeMessage | PingMessage) => {
  if (message.kind === 'ping') post({ kind: 'pong' });
  else void invoke(message);
});

async function invoke({ requestId, spec, event, clockOffset: offset }: InvokeMessage): Promise<void> {
  Atomics.store(new BigInt64Array(clockOffset), 0, BigInt(offset));
  const environment = { ...start.environment, ...spec.environment, ...lambdaVariables(spec) };
  const { promise: failed, reject } = Promise.withResolvers<never>();
  await current.run({ requestId, functionName: spec.name, environment, fail: reject }, async () => {
    try {
      const handler = await loadHandler(spec);
      const deadline = realNow() + spec.timeoutSeconds * 1000;
      post({ kind: 'started', requestId });
      const answer = await Promise.race([
        callHandler(handler, JSON.parse(event), contextOf(requestId, spec, deadline)),
        failed,
      ]);
      post({ kind: 'answered', requestId, payload: JSON.stringify(answer ?? null) });
      keepCompiled(spec.name);
    } catch (error) {
      post({ kind: 'failed', requestId, error: failureOf(error) });
    }
  });
}

type Handler = (event: unknown, context: object, callback: (error: unknown, answer?: unknown) => void) => unknown;

async function loadHandler(spec: InvokeMessage['spec']): Promise<Handler> {
  const url = `${pathToFileURL(handlerFile(start.projectRoot, start.bundles, spec.file)).href}?fn=${spec.name}`;
  const module: Readonly<Record<string, unknown>> = await import(url);
  const handler = module[spec.exportName];
  if (typeof handler !== 'function') {
    throw new Error(`${spec.file} exports no function ${spec.exportName}; the template of ${spec.name} names it`);
  }
  return handler as Handler;
}

const ran = new Set<string>();

/** A host ends by being killed and would keep nothing then; after its first run a function has compiled what it needs. */
function keepCompiled(functionName: string): void {
  if (ran.has(functionName)) return;
  ran.add(functionName);
  setImmediate(flushCompileCache);
}

/** A handler of three parameters may answer by callback; any other by its promise. */
function callHandler(handler: Handler, event: unknown, context: object): unknown {
  if (handler.length < 3) return handler(event, context, () => undefined);
  const { promise, resolve, reject } = Promise.withResolvers();
  const returned = handler(event, context, (error, answer) => (error ? reject(error) : resolve(answer)));
  return returned instanceof Promise ? Promise.race([promise, returned]) : promise;
}

function contextOf(requestId: string, spec: InvokeMessage['spec'], deadline: number): object {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: spec.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${spec.name}`,
    memoryLimitInMB: String(spec.memoryMegabytes),
    logGroupName: `/aws/lambda/${spec.name}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - realNow()),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

function lambdaVariables(spec: InvokeMessage['spec']): Readonly<Record<string, string>> {
  return {
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMegabytes),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    // The SDK puts it into the user agent, so that the front knows which function a request comes from.
    AWS_SDK_UA_APP_ID: spec.name,
    _HANDLER: `${spec.file}.${spec.exportName}`,
  };
}

function failureOf(error: unknown): FunctionFailure {
  if (!(error instanceof Error)) return { errorType: 'Error', errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

/** A throw that no promise carries fails the invocation it came from, as Lambda's runtime would end with it. */
function failCurrent(error: unknown): void {
  const invocation = current.getStore();
  const { errorType, errorMessage } = failureOf(error);
  process.stderr.write(`Uncaught in ${invocation?.functionName ?? 'the host'}: ${errorType}: ${errorMessage}\n`);
  invocation?.fail(error);
}

/** `process.env` reads the environment of the function that asks; only PATH, HOME and TMPDIR are the machine's. */
function giveEachFunctionItsEnvironment(): void {
  const machine: NodeJS.ProcessEnv = {};
  for (const name of ['PATH', 'HOME', 'TMPDIR']) if (process.env[name] !== undefined) machine[name] = process.env[name];
  const shared: Record<PropertyKey, string | undefined> = { ...machine, ...start.environment };
  const overrides = new Map<string, Record<PropertyKey, string | undefined>>();
  const view = (): Record<PropertyKey, string | undefined> => {
    const invocation = current.getStore();
    if (invocation === undefined) return shared;
    const known = overrides.get(invocation.functionName) ?? { ...shared, ...invocation.environment };
    overrides.set(invocation.functionName, known);
    return known;
  };
  process.env = new Proxy(shared, {
    get: (_, name) => view()[name],
    has: (_, name) => name in view(),
    set: (_, name, value) => Reflect.set(view(), name, String(value)),
    deleteProperty: (_, name) => Reflect.deleteProperty(view(), name),
    ownKeys: () => Reflect.ownKeys(view()),
    getOwnPropertyDescriptor: (_, name) =>
      name in view() ? { value: view()[name], writable: true, enumerable: true, configurable: true } : undefined,
  }) as NodeJS.ProcessEnv;
}

/** Whole lines of stdout and stderr go to the local cloud under the function that wrote them. */
function captureLogLines(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk: Uint8Array | string, ...rest: readonly unknown[]): boolean => {
      const invocation = current.getStore();
      const { functionName, requestId } = invocation ?? { functionName: '', requestId: '' };
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      for (const line of text.split('\n')) if (line !== '') post({ kind: 'log', functionName, requestId, line });
      const done = rest.at(-1);
      if (typeof done === 'function') done();
      return true;
    };
  }
}

/**
 * An ES module that imports `node:http` asks for every name that it has, and behind three of them Node loads the whole of
 * its `fetch`: a tenth of what a host needs until its first function runs. The globals of these names remain.
 */
function forgetWebSockets(): void {
  for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent'])
    Reflect.deleteProperty(process.getBuiltinModule('node:http'), name);
}

/** `process.exit` ends an invocation's sandbox: say so, then stand still until this process is killed. */
function blockOnExit(): void {
  process.exit = (code): never => {
    post({ kind: 'exiting', requestId: current.getStore()?.requestId ?? '', code: Number(code ?? 0) });
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
}
