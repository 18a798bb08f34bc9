import { whyNot } from '#infra/local/failure';
import { startLocalCloud } from '#infra/local/local-cloud';
import { Operator } from '#infra/local/operator';
import { loadArchivedPlays, loadReference, loadReports } from '#infra/local/sample-month/sample-month';
import { parseStartOptions } from '#infra/local/start-options';

const say = (line: string) => process.stderr.write(`${line}\n`);

/** `npm start`: the local cloud, kept until it is told to stop. */
async function main(): Promise<void> {
  const { dataDirectory, awsPort, apiPort, startAt, isSeeded } = parseStartOptions(process.argv.slice(2));
  let isStopping = false;
  const stopped = untilSignal().then(() => {
    isStopping = true;
  });
  const cloud = await startLocalCloud({
    awsPort,
    apiPort,
    // A terminal signals every process of its group: that the engines end too is no news then.
    log: (line) => isStopping || say(line),
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
    ...(startAt === undefined ? {} : { startAt }),
  });
  process.stdout.write(`ready: AWS endpoint ${cloud.endpoint} · API and console ${cloud.apiEndpoint}\n`);
  // Asked once here, so that the first visitor does not wait for the build.
  fetch(cloud.apiEndpoint)
    .then((page) => page.text())
    .catch(() => undefined);
  if (isSeeded) await Promise.race([seed(cloud.endpoint, cloud.apiEndpoint), stopped]);
  await stopped;
  await cloud.stop();
  process.exit(0);
}

/** Resolves at the first SIGTERM, SIGINT or SIGHUP; a second one ends at once. */
function untilSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => {
      resolve();
      process.once(signal, () => process.exit(130));
    });
  }
  return promise;
}

/** Drops the sample month as a label's staff would. A month that cannot be loaded leaves the cloud running. */
async function seed(awsEndpoint: string, apiEndpoint: string): Promise<void> {
  const operator = new Operator({ awsEndpoint, apiEndpoint });
  try {
    await loadReference(operator, say);
    await loadArchivedPlays(operator, say);
    await loadReports(operator, say);
  } catch (error) {
    say(`The sample month was not loaded: ${String(error)}`);
  } finally {
    operator.close();
  }
}

main().catch((error: unknown) => {
  say(whyNot(error));
  process.exit(1);
});
