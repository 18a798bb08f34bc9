import { join } from 'node:path';
import type { AwsRequest, AwsResponse, Engine, LocalCloudContext } from '#infra/local/engine';
import { createAsyncInvocations } from '#infra/local/functions/async-invocations';
import type { Faults } from '#infra/local/functions/faults';
import { createFunctionHost, type FunctionHost } from '#infra/local/functions/function-host';
import { createFunctions, functionSpecs } from '#infra/local/functions/functions';
import { createLambdaEngine } from '#infra/local/functions/lambda-engine';
import { openJournal } from '#infra/local/journal';
import { stateMachineSpecs } from '#infra/local/state-machines/state-machine-specs';
import { createStatesEngine } from '#infra/local/state-machines/states-engine';
import type { CloudModel } from '#infra/local/template/cloud-model';

export interface ProvisionConfig {
  readonly model: CloudModel;
  readonly assetText: (hash: string) => string;
  readonly base: Omit<LocalCloudContext, 'invoke' | 'putEvent'>;
  readonly apiEndpoint: string;
  readonly projectRoot: string;
  readonly hostCount: number;
  readonly faults: Faults;
  readonly onLogLine: (functionName: string, line: string) => void;
  readonly clockOffset: SharedArrayBuffer;
  /** Filled here, by credential scope. */
  readonly engines: Map<string, Engine>;
  /** Registers what ends the parts; the last registered ends first. */
  readonly onStop: (close: () => unknown) => void;
}

export interface Provisioned {
  readonly context: LocalCloudContext;
  readonly host: FunctionHost;
  /** Answers the API port. */
  readonly api: (request: AwsRequest, response: AwsResponse) => Promise<void>;
  /** Goes on with what was under way when the process stopped. */
  readonly resume: () => Promise<void>;
}

/** Makes every engine from the model and wires them together. */
export async function provisionEngines(config: ProvisionConfig): Promise<Provisioned> {
  const { model, base } = config;
  const register = (engine: Engine) => {
    for (const scope of engine.scopes) config.engines.set(scope, engine);
    config.onStop(() => engine.stop());
  };

  const host = createFunctionHost({
    clockOffset: config.clockOffset,
    projectRoot: config.projectRoot,
    hostCount: config.hostCount,
    environment: sharedEnvironment(base.endpoint()),
    onLogLine: config.onLogLine,
  });
  const functions = createFunctions(functionSpecs(model), host, base.activity, config.faults);
  const context: LocalCloudContext = { ...base, invoke: functions.invoke, putEvent: async () => undefined };
  const asyncInvocations = createAsyncInvocations({
    clock: base.clock,
    activity: base.activity,
    journal: openJournal(join(base.dataDirectory, 'lambda'), 'events'),
    invoke: functions.invoke,
    retriesOf: () => 2,
    onExhausted: ({ functionName }, { functionError }) =>
      base.log(`${functionName} failed for good: ${functionError?.errorMessage}`),
  });
  register(createLambdaEngine(functions, asyncInvocations));
  const states = createStatesEngine(context, stateMachineSpecs(model, config.assetText));
  register(states);
  config.onStop(() => host.stop());

  return {
    context,
    host,
    api: async (_, response) => {
      response.statusCode = 503;
      response.end();
    },
    async resume() {
      asyncInvocations.resume();
      states.resume();
    },
  };
}

/** What every function sees, whatever its template says. */
function sharedEnvironment(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: endpoint,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    POWERTOOLS_TRACE_ENABLED: 'false',
    TZ: ':UTC',
  };
}
