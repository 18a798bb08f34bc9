import { nameFromArn } from '#infra/local/account';
import type { Activity, InvokeAnswer } from '#infra/local/engine';
import { createConcurrency } from '#infra/local/functions/concurrency';
import type { Faults } from '#infra/local/functions/faults';
import type { FunctionHost } from '#infra/local/functions/function-host';
import type { FunctionSpec } from '#infra/local/functions/host-messages';
import { type JsonRecord, numberOf, recordOf, textAt, textOf } from '#infra/local/json';
import type { CloudModel, Resource } from '#infra/local/template/cloud-model';

/** The functions of the templates, ready to be invoked. */
export interface Functions {
  readonly names: readonly string[];
  readonly find: (nameOrArn: string) => FunctionSpec | undefined;
  /** Invokes synchronously; an unknown function is a rejected promise, a failing one an answer. */
  readonly invoke: (nameOrArn: string, event: unknown) => Promise<InvokeAnswer>;
}

/** Reads the functions of a model. Throws, naming the function, when its Metadata does not name a source file. */
export function functionSpecs(model: CloudModel): readonly FunctionSpec[] {
  return model.ofType('AWS::Lambda::Function').map(functionSpec);
}

function functionSpec({ name, stackName, logicalId, properties, metadata }: Resource): FunctionSpec {
  const source = recordOf(metadata['pennywhistle:handler']);
  if (textOf(source['file']) === undefined) {
    throw new Error(
      `${stackName}/${logicalId} has no pennywhistle:handler Metadata; make functions with RoyaltyFunction`,
    );
  }
  return {
    name,
    file: textAt(source, 'file', name),
    exportName: textOf(source['export']) ?? 'handler',
    timeoutSeconds: numberOf(properties['Timeout']) ?? 3,
    memoryMegabytes: numberOf(properties['MemorySize']) ?? 128,
    concurrencyMax: numberOf(properties['ReservedConcurrentExecutions']),
    environment: environmentOf(recordOf(recordOf(properties['Environment'])['Variables'])),
  };
}

function environmentOf(variables: JsonRecord): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, textOf(value) ?? '']));
}

export interface FunctionsConfig {
  readonly specs: readonly FunctionSpec[];
  readonly host: FunctionHost;
  readonly activity: Activity;
  readonly faults: Faults;
  readonly onRan: (functionName: string, milliseconds: number, hasFailed: boolean) => void;
}

/** Functions run by `host`; what a fault throws ends the invocation as a crash does. */
export function createFunctions({ specs, host, activity, faults, onRan }: FunctionsConfig): Functions {
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const reserved = specs.filter(({ concurrencyMax }) => concurrencyMax !== undefined);
  const lines = new Map(reserved.map(({ name, concurrencyMax = 1 }) => [name, createConcurrency(concurrencyMax)]));
  return {
    names: [...byName.keys()],
    find: (nameOrArn) => byName.get(nameFromArn(nameOrArn)),
    async invoke(nameOrArn, event) {
      const spec = byName.get(nameFromArn(nameOrArn));
      if (spec === undefined)
        throw new Error(
          `There is no function ${nameOrArn}; the templates have ${[...byName.keys()].join(', ') || 'none'}`,
        );
      const done = activity.begin(`function ${spec.name}`);
      try {
        await faults.beforeInvoke?.(spec.name, event);
        const began = performance.now();
        const run = () => host.run(spec, event);
        const answer = await (lines.get(spec.name)?.run(run) ?? run());
        onRan(spec.name, performance.now() - began, answer.functionError !== undefined);
        await faults.afterInvoke?.(spec.name, event, answer);
        return answer;
      } catch (error) {
        const functionError = { errorType: 'Runtime.ExitError', errorMessage: `Injected: ${String(error)}`, trace: [] };
        return { payload: functionError, functionError };
      } finally {
        done();
      }
    },
  };
}
