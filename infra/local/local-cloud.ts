import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACCOUNT_ID, REGION } from '#infra/local/account';
import { createActivity } from '#infra/local/activity';
import { createKeptClock } from '#infra/local/clock/kept-clock';
import { createVirtualClock, type SteerableClock } from '#infra/local/clock/virtual-clock';
import { installVirtualDate } from '#infra/local/clock/virtual-date';
import { lockDataDirectory } from '#infra/local/data-lock';
import type { Engine, InvokeAnswer, LocalCloudContext } from '#infra/local/engine';
import { type PortFlag, portFailure } from '#infra/local/failure';
import { createControl } from '#infra/local/front/control';
import { createFront } from '#infra/local/front/front';
import { listenHttp } from '#infra/local/front/http-port';
import { listenOnePort } from '#infra/local/front/one-port';
import { createRequestFaults } from '#infra/local/front/request-faults';
import type { Faults } from '#infra/local/functions/faults';
import { openLogFiles } from '#infra/local/functions/log-files';
import { type Provisioned, provisionEngines } from '#infra/local/provision-engines';
import { buildCloudModel, unknownResourceWarnings } from '#infra/local/template/cloud-model';
import { type SynthesizedApp, synthesizeProject } from '#infra/local/template/synthesize';

export interface LocalCloudOptions {
  /** Where state is kept between starts; without it a temporary folder that ends with the cloud. */
  readonly dataDirectory?: string;
  /** 0 (the default): any free port. */
  readonly awsPort?: number;
  readonly apiPort?: number;
  /** Where the clock starts, in milliseconds since the epoch; a kept clock never goes back. */
  readonly startAt?: number;
  /** What to run; the project's own app by default. */
  readonly app?: () => SynthesizedApp | Promise<SynthesizedApp>;
  /** The folder that handler files are relative to. */
  readonly projectRoot?: string;
  readonly hostCount?: number;
  readonly faults?: Faults;
  /** Every line that a function writes, e.g. for metrics in embedded format. */
  readonly onLogLine?: (functionName: string, line: string) => void;
  readonly log?: (line: string) => void;
}

/** A running local cloud. */
export interface LocalCloud {
  /** `http://127.0.0.1:4566`: every AWS service. */
  readonly endpoint: string;
  /** `http://127.0.0.1:4000`: the API and the console. */
  readonly apiEndpoint: string;
  readonly clock: SteerableClock;
  readonly context: LocalCloudContext;
  readonly warnings: readonly string[];
  readonly invoke: (functionName: string, event: unknown) => Promise<InvokeAnswer>;
  /** Resolves once nothing is in flight; what waits for the clock, retries too, goes on waiting. */
  readonly untilSettled: () => Promise<void>;
  /** Resolves once nothing is in flight; retries and redeliveries that wait are brought forward on the clock. */
  readonly untilIdle: () => Promise<void>;
  /** Moves the clock forward to an instant (ISO 8601), running what falls due on the way. */
  readonly advanceClock: (to: string) => Promise<void>;
  /** Ends everything; state on disk is complete when it resolves. */
  readonly stop: () => Promise<void>;
}

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Boots the local cloud. Throws a CannotStart, one sentence with the fix, when the machine is in the way. */
export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const closers: (() => unknown)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return await boot(options, closers, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function boot(
  options: LocalCloudOptions,
  closers: (() => unknown)[],
  stop: () => Promise<void>,
): Promise<LocalCloud> {
  const log = options.log ?? (() => undefined);
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'pennywhistle-'));
  if (options.dataDirectory === undefined) closers.push(() => rmSync(dataDirectory, { recursive: true, force: true }));
  mkdirSync(dataDirectory, { recursive: true });

  const keptClock = createKeptClock(dataDirectory);
  const { at, wishRefused } = keptClock.start(options.startAt);
  const clock = createVirtualClock(at);
  if (wishRefused)
    log(`The clock stays at ${new Date(at).toISOString()}: it never goes back while ${dataDirectory} is kept`);
  closers.push(installVirtualDate(clock.offset), () => clock.stop());
  const activity = createActivity();

  const engines = new Map<string, Engine>();
  let provisioned: Provisioned | undefined;
  const advanceTo = async (milliseconds: number) => {
    await clock.advanceTo(milliseconds, activity.settled);
    keptClock.keep(clock.now());
  };
  const around = createRequestFaults(options.faults ?? {}, (name, reason) => provisioned?.host.kill(name, reason));
  const control = createControl({ clock, activity, advanceTo, isReady: () => provisioned !== undefined });
  const front = createFront({ engines, control, around });
  const awsPort = await orPortFailure(listenOnePort(options.awsPort ?? 0, front), options.awsPort, '--aws-port');
  closers.push(() => awsPort.close());
  const answerApi = async (request: IncomingMessage, response: ServerResponse) => {
    if (provisioned !== undefined) return provisioned.api(request, response);
    response.writeHead(503, { 'retry-after': '1' }).end();
  };
  const apiPort = await orPortFailure(listenHttp(options.apiPort ?? 0, answerApi), options.apiPort, '--api-port');
  closers.push(() => apiPort.close());
  const endpoint = `http://127.0.0.1:${awsPort.port}`;
  closers.push(await lockDataDirectory(dataDirectory, endpoint));
  keptClock.keep(clock.now());
  closers.push(() => keptClock.keep(clock.now()));
  const apiEndpoint = `http://127.0.0.1:${apiPort.port}`;

  const synthesized = await (options.app ?? synthesizeProject)();
  const model = buildCloudModel(synthesized.templates, { endpoint, apiEndpoint });
  const warnings = unknownResourceWarnings(model);
  warnings.forEach(log);

  const logFiles = openLogFiles(dataDirectory);
  closers.push(() => logFiles.close());
  provisioned = await provisionEngines({
    model,
    assetText: synthesized.assetText,
    base: { clock, activity, dataDirectory, accountId: ACCOUNT_ID, region: REGION, endpoint: () => endpoint, log },
    projectRoot: options.projectRoot ?? PROJECT_ROOT,
    hostCount: options.hostCount ?? 2,
    faults: options.faults ?? {},
    onLogLine(functionName, line) {
      logFiles.write(functionName, line);
      options.onLogLine?.(functionName, line);
    },
    clockOffset: clock.offset,
    engines,
    onStop: (close) => closers.push(close),
  });
  await provisioned.resume();

  return {
    endpoint,
    apiEndpoint,
    clock,
    context: provisioned.context,
    warnings,
    invoke: provisioned.context.invoke,
    untilSettled: activity.settled,
    async untilIdle() {
      await activity.settled();
      for (let due = clock.nextDue('work'); due !== undefined; due = clock.nextDue('work')) await advanceTo(due);
    },
    advanceClock: (to) => advanceTo(Date.parse(to)),
    stop,
  };
}

async function orPortFailure<Port>(listening: Promise<Port>, port: number | undefined, flag: PortFlag): Promise<Port> {
  try {
    return await listening;
  } catch (error) {
    throw portFailure(error, port ?? 0, flag) ?? error;
  }
}
