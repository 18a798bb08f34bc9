import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type { VirtualClock } from '#infra/local/engine';

/** The context object of an execution (`$$`), as the ASL's paths read it. */
export interface ExecutionContext {
  readonly Execution?: {
    readonly Id: string;
    readonly Name: string;
    readonly StartTime: string;
    readonly [other: string]: unknown;
  };
  readonly State?: { readonly Name: string; readonly EnteredTime: string; readonly RetryCount: number };
  readonly Task?: { readonly Token: string };
  readonly [other: string]: unknown;
}

/** The Task that runs, its resolved parameters aside. */
export interface TaskCall {
  readonly state: Readonly<Record<string, unknown>>;
  readonly context: ExecutionContext;
  /** Aborts when nobody waits for the task any more: its timeout, a failed sibling, the end of the execution. */
  readonly signal: AbortSignal;
}

export interface AslRun {
  readonly abort: () => void;
  readonly result: Promise<unknown>;
  readonly eventLogs: AsyncIterable<Readonly<Record<string, unknown>>>;
}

/** `aws-local-stepfunctions`, repaired and on virtual time. */
export interface AslLibrary {
  readonly run: (
    definition: unknown,
    input: unknown,
    context: ExecutionContext,
    runTask: (parameters: unknown, call: TaskCall) => Promise<unknown>,
  ) => AslRun;
}

/** The version whose text the repairs below were made for. */
const LIBRARY_VERSION = '3.0.0';

/** Faults of the library against the language, each repaired by one replacement that must match exactly once. */
const REPAIRS: readonly { readonly why: string; readonly find: string; readonly replace: string }[] = [
  {
    why: 'A task without TimeoutSeconds runs up to a year, not 60 s.',
    find: 'var DEFAULT_TIMEOUT_SECONDS = 60;',
    replace: 'var DEFAULT_TIMEOUT_SECONDS = 99999999;',
  },
  {
    why: 'Result may be 0, false, "" or null.',
    find: 'if (this.stateDefinition.Result) {',
    replace: 'if (this.stateDefinition.Result !== void 0) {',
  },
  {
    why: 'In a Map or Parallel, $$.Execution stays that of the whole execution.',
    find: 'StartTime: (/* @__PURE__ */ new Date()).toISOString()',
    replace: 'StartTime: (/* @__PURE__ */ new Date()).toISOString(), ...options.runOptions?.context?.Execution',
  },
  {
    why: '$$.Map.Item is visible inside the iteration.',
    find: 'stateMachine.run(paramValue ?? item, options.runOptions)',
    replace: 'stateMachine.run(paramValue ?? item, { ...options.runOptions, context: { ...context } })',
  },
  {
    why: '$$.State and $$.Task.Token exist, a fresh token for every attempt.',
    find: 'const processedInput = this.processInput(input, context);',
    replace:
      'options.runOptions.enterState(context, this.stateName, this.stateDefinition, this.retrierAttempts);\n      const processedInput = this.processInput(input, context);',
  },
  {
    why: 'A task knows its state and when it is abandoned.',
    find: 'options.overrideFn(input)',
    replace:
      'options.overrideFn(input, { state, context, signal: AbortSignal.any([abandoned.signal, options.abortSignal]) })',
  },
  {
    why: 'A task is abandoned with its execution.',
    find: 'taskStateAction.execute(input, context, { overrideFn, awsConfig })',
    replace: 'taskStateAction.execute(input, context, { overrideFn, awsConfig, abortSignal: options.abortSignal })',
  },
  {
    why: 'A task is abandoned at its timeout.',
    find: 'const taskPromise = options.overrideFn ? (',
    replace: 'const abandoned = new AbortController();\n    const taskPromise = options.overrideFn ? (',
  },
  {
    why: 'As above.',
    find: '} finally {\n      clearTimeout(timeoutId);\n    }',
    replace: '} finally {\n      clearTimeout(timeoutId);\n      abandoned.abort();\n    }',
  },
  {
    why: 'A retry that waits is work to come; a Wait state is not. The clock tells them apart by this mark.',
    find: 'await sleep(waitTimeBeforeRetry, options.abortSignal);',
    replace: 'await sleep(waitTimeBeforeRetry + 2 ** -20, options.abortSignal);',
  },
];

/** Loads the library with timers and Date of the virtual clock. Throws when the installed version is not the repaired one. */
export function loadAslLibrary(clock: VirtualClock): AslLibrary {
  const require = createRequire(import.meta.url);
  const file = require.resolve('aws-local-stepfunctions');
  const libraryRequire = createRequire(file);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', `file://${file}`), 'utf8'));
  if (version !== LIBRARY_VERSION) {
    throw new Error(
      `aws-local-stepfunctions is ${version}; asl-library.ts repairs ${LIBRARY_VERSION}, install that version`,
    );
  }
  const text = repaired(readFileSync(file, 'utf8'));

  // Clients of the real cloud are never used here and slow to load; definitions are validated when they are provisioned.
  const stubs: Readonly<Record<string, unknown>> = {
    '@aws-sdk/client-lambda': {},
    '@aws-sdk/credential-providers': {},
    'asl-validator': () => ({ isValid: true }),
  };
  const module: { exports: Record<string, unknown> } = { exports: {} };
  const compiled = compileFunction(text, ['module', 'exports', 'require', 'setTimeout', 'clearTimeout'], {
    filename: `${file}?repaired`,
  });
  compiled(
    module,
    module.exports,
    (name: string) => stubs[name] ?? libraryRequire(name),
    virtualTimeout(clock),
    (cancel?: () => void) => cancel?.(),
  );

  const { StateMachine } = module.exports as {
    StateMachine: new (definition: unknown) => { run(input: unknown, options: unknown): AslRun };
  };
  return {
    run(definition, input, context, runTask) {
      // The library looks a handler up by state name; ours is the same for every name.
      const handlers = new Proxy({}, { get: () => runTask });
      const enterState = (
        context: Record<string, unknown>,
        name: string,
        state: { readonly Type?: unknown; readonly Resource?: unknown },
        attempts: readonly number[],
      ) => {
        context['State'] = {
          Name: name,
          EnteredTime: new Date(clock.now()).toISOString(),
          RetryCount: attempts.reduce((sum, count) => sum + count, 0),
        };
        const waitsForToken = state.Type === 'Task' && String(state.Resource).endsWith('.waitForTaskToken');
        context['Task'] = waitsForToken ? { Token: crypto.randomUUID() } : undefined;
      };
      return new StateMachine(definition).run(input, {
        overrides: { taskResourceLocalHandlers: handlers },
        context,
        enterState,
      });
    },
  };
}

/** `setTimeout` on the virtual queue, which has no 24.8-day limit. */
function virtualTimeout(clock: VirtualClock): (action: () => void, milliseconds: number) => () => void {
  return (action, milliseconds) => {
    const isRetry = milliseconds % 1 !== 0;
    return clock.at(clock.now() + Math.max(0, Math.round(milliseconds)), action, isRetry ? 'work' : 'wait');
  };
}

function repaired(text: string): string {
  return REPAIRS.reduce((source, { find, replace, why }) => {
    if (source.split(find).length !== 2)
      throw new Error(`aws-local-stepfunctions ${LIBRARY_VERSION}: the repair “${why}” must match exactly once`);
    return source.replace(find, () => replace);
  }, text);
}
