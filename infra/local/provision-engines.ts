import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { FUNCTION_CREDENTIALS } from '#infra/local/account';
import { createApiServer } from '#infra/local/api/api-server';
import { createConsoleBuild } from '#infra/local/console/console-build';
import { createConsoleServer } from '#infra/local/console/console-server';
import { readEdgeModel } from '#infra/local/console/edge-model';
import type { Engine, LocalCloudContext } from '#infra/local/engine';
import { createAthenaEngine } from '#infra/local/engines/athena/athena-engine';
import { createCloudWatchEngine } from '#infra/local/engines/cloudwatch/cloudwatch-engine';
import { createDynamoDbEngine } from '#infra/local/engines/dynamodb';
import { createKinesisEngine } from '#infra/local/engines/kinesis';
import { bucketConfigOf, createS3Engine } from '#infra/local/engines/s3/s3-engine';
import { provisionEvents } from '#infra/local/events/provision-events';
import { CannotStart } from '#infra/local/failure';
import { type AcceptedEvent, createAsyncInvocations } from '#infra/local/functions/async-invocations';
import type { Faults } from '#infra/local/functions/faults';
import { createFunctionHost, type FunctionHost } from '#infra/local/functions/function-host';
import { createFunctions, functionSpecs } from '#infra/local/functions/functions';
import { handlerBundles } from '#infra/local/functions/handler-bundles';
import { retriesByFunction } from '#infra/local/functions/invoke-configs';
import { createLambdaEngine } from '#infra/local/functions/lambda-engine';
import { openJournal } from '#infra/local/journal';
import { queueSpecs } from '#infra/local/queues/queue-specs';
import { createQueueStore, type Message } from '#infra/local/queues/queue-store';
import { createSqsEngine } from '#infra/local/queues/sqs-engine';
import { createServiceMetrics } from '#infra/local/service-metrics';
import { provisionSources } from '#infra/local/sources/provision-sources';
import { stateMachineSpecs } from '#infra/local/state-machines/state-machine-specs';
import { createStatesEngine } from '#infra/local/state-machines/states-engine';
import type { CloudModel } from '#infra/local/template/cloud-model';
import { digestAtStart } from '#infra/local/template/kept-synthesis';
import { createSnsEngine } from '#infra/local/topics/sns-engine';
import { topicSpecs } from '#infra/local/topics/topic-specs';
import { createTopicStore } from '#infra/local/topics/topic-store';
import { createStsEngine } from '#infra/local/wire/sts-engine';

export interface ProvisionConfig {
  readonly model: CloudModel;
  readonly assetText: (hash: string) => string;
  readonly base: Omit<LocalCloudContext, 'invoke' | 'putEvent'>;
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
  readonly api: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Goes on with what was under way when the process stopped. */
  readonly resume: () => Promise<void>;
}

/** Makes every engine from the model and wires them together. */
export async function provisionEngines(config: ProvisionConfig): Promise<Provisioned> {
  const { model, base, onStop } = config;
  const folder = (name: string) => join(base.dataDirectory, name);
  const register = <Made extends Engine>(engine: Made): Made => {
    for (const scope of engine.scopes) config.engines.set(scope, engine);
    onStop(() => engine.stop());
    return engine;
  };
  const context: LocalCloudContext = {
    ...base,
    invoke: (name, event) => functions.invoke(name, event),
    putEvent: async (event) => {
      events.bus.put(event);
    },
  };

  const dynamoDb = register(await createDynamoDbEngine(context).catch(refuse));
  const tables = await Promise.all(
    model
      .ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table')
      .map(({ name, properties }) => dynamoDb.createTable(name, properties)),
  );
  const s3 = register(
    createS3Engine(context, {
      buckets: model.ofType('AWS::S3::Bucket').map(({ name, properties }) => bucketConfigOf(name, properties)),
    }),
  );
  register(createAthenaEngine(context, { resources: model.resources, store: s3.store }));
  const kinesis = register(await createKinesisEngine(context));
  for (const { name, properties } of model.ofType('AWS::Kinesis::Stream')) await kinesis.createStream(name, properties);
  register(createStsEngine());
  const cloudWatch = register(
    createCloudWatchEngine(context, {
      resources: model.resources,
      publish: (topicArn, message) => void topics.publish({ topicArn, ...message }),
    }),
  );
  const metrics = createServiceMetrics(base.clock, cloudWatch);

  const specs = functionSpecs(model);
  const bundles = await handlerBundles(
    config.projectRoot,
    specs.map(({ file }) => file),
    () => digestAtStart(config.projectRoot),
  );
  const host = createFunctionHost({
    clockOffset: config.clockOffset,
    projectRoot: config.projectRoot,
    ...(bundles === undefined ? {} : { bundles }),
    hostCount: config.hostCount,
    // With request faults every request must pass the front; without, DynamoDB is spared the proxy's 0.7 ms.
    environment: sharedEnvironment(
      base.endpoint(),
      watchesRequests(config.faults) ? base.endpoint() : dynamoDb.endpoint,
    ),
    onLogLine(functionName, line) {
      config.onLogLine(functionName, line);
      cloudWatch.onLogLine(line);
    },
  });
  // Registered before whoever waits for its answers, so that it ends after them.
  onStop(() => host.stop());
  const functions = createFunctions({
    specs,
    host,
    activity: base.activity,
    faults: config.faults,
    onRan: metrics.functionRan,
  });

  const queueJournal = openJournal<Message>(folder('sqs'), 'messages');
  const queues = createQueueStore({
    specs: queueSpecs(model),
    clock: base.clock,
    journal: queueJournal,
    onGrowth: metrics.queueGrew,
  });
  register(createSqsEngine(queues, async () => queueJournal.close()));
  const retries = retriesByFunction(model);
  const asyncJournal = openJournal<AcceptedEvent>(folder('lambda'), 'events');
  const asyncInvocations = createAsyncInvocations({
    clock: base.clock,
    activity: base.activity,
    journal: asyncJournal,
    invoke: functions.invoke,
    retriesOf: (name) => retries.get(name)?.retriesMax ?? 2,
    onExhausted({ functionName, event }, { functionError }) {
      base.log(`${functionName} failed for good: ${functionError?.errorMessage ?? ''}`);
      const queue = retries.get(functionName)?.failureQueue;
      if (queue !== undefined)
        queues.send(queue, { body: JSON.stringify({ requestPayload: event, responsePayload: functionError ?? null }) });
    },
  });
  register(createLambdaEngine(functions, asyncInvocations));
  onStop(() => asyncJournal.close());

  const states = register(
    createStatesEngine(context, stateMachineSpecs(model, config.assetText), metrics.executionEnded),
  );
  const events = provisionEvents({ model, context, queues, asyncInvocations, states, register });
  const topics = createTopicStore({
    context,
    folder: folder('sns'),
    declared: topicSpecs(model, (line) => base.log(line)),
    deliveries: events.deliveries,
  });
  register(createSnsEngine(topics));
  const startSources = () => provisionSources({ model, context, queues, dynamoDb, tables, kinesis, onStop });
  const onUnmatched = createConsoleServer({
    edge: readEdgeModel(model.resources, base.endpoint()),
    build: createConsoleBuild(config.projectRoot),
    log: base.log,
  });
  const api = await createApiServer(context, { resources: model.resources, onUnmatched });

  return {
    context,
    host,
    api: (request, response) => api.handle(request, response),
    async resume() {
      await startSources();
      events.resume();
      asyncInvocations.resume();
      states.resume();
      s3.startEvents();
    },
  };
}

/** The engine says itself what is missing and how to get it. */
function refuse(error: unknown): never {
  throw error instanceof Error ? new CannotStart(error.message) : error;
}

const watchesRequests = (faults: Faults) => faults.beforeRequest !== undefined || faults.afterRequest !== undefined;

/** What every function sees, whatever its template says. */
function sharedEnvironment(endpoint: string, dynamoDbEndpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: FUNCTION_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: FUNCTION_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDbEndpoint,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    POWERTOOLS_TRACE_ENABLED: 'false',
    // Without traces nobody asks for their context, and keeping it puts a hook on every promise.
    AWS_XRAY_MANUAL_MODE: 'true',
    TZ: ':UTC',
  };
}
