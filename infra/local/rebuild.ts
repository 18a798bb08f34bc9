import { parseArgs } from 'node:util';
import { z } from 'zod';
import { CopyObjects } from '#infra/local/copy-objects';
import { Operator } from '#infra/local/operator';

const USAGE = 'npm run rebuild -- [--aws-port N] [--api-port N]';
const POLL_MILLISECONDS = 500;

const checksSchema = z.object({
  items: z.array(
    z.looseObject({
      check: z.string(),
      status: z.string(),
      checked_at: z.string().nullable(),
      findings: z.array(z.looseObject({ message: z.string() })),
    }),
  ),
});
type Checks = z.infer<typeof checksSchema>['items'];

/**
 * Drops the ledger's copy in the lake of the running local cloud, rebuilds it from the table, and compares every file byte for
 * byte. What follows from the entries inside the table cannot be dropped, nothing there can: the audit rebuilds it in memory and
 * compares it item by item (`projections`, `balances`). Exit status 0 says that everything is as it was.
 */
async function main(): Promise<void> {
  const port = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({ options: { 'aws-port': port('4566'), 'api-port': port('4000') } });
  const awsEndpoint = `http://127.0.0.1:${values['aws-port']}`;
  const apiEndpoint = `http://127.0.0.1:${values['api-port']}`;
  await demandCloud(apiEndpoint);
  const operator = new Operator({ awsEndpoint, apiEndpoint });
  const objects = new CopyObjects(awsEndpoint);
  try {
    await operator.untilIdle();
    // The stream may not have brought the last entries yet; the audit completes what will be compared.
    await audited(operator);
    const before = await objects.hashes();
    await objects.remove([...before.keys()]);
    say(`${before.size} files of the copy dropped`);
    const checks = await audited(operator);
    const after = await objects.hashes();
    report(before, after, checks);
  } finally {
    operator.close();
    objects.close();
  }
}

function report(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>, checks: Checks): void {
  const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  const differing = keys.filter((key) => before.get(key) !== after.get(key));
  for (const key of differing)
    say(`DIFFERS: ${key} was ${before.get(key) ?? 'absent'}, is ${after.get(key) ?? 'absent'}`);
  const failed = checks.filter(({ status }) => status !== 'ok');
  for (const { check, findings } of failed)
    say(`FAILED: ${check}: ${findings.map(({ message }) => message).join('; ')}`);
  say(
    `${after.size} files rebuilt, ${keys.length - differing.length} with the same bytes; ${checks.length} checks, ${failed.length} failed`,
  );
  if (differing.length > 0 || failed.length > 0) process.exitCode = 2;
}

/** Starts an audit and answers its results once every check has one. */
async function audited(operator: Operator): Promise<Checks> {
  const read = async () => checksSchema.parse(await operator.get('/v1/audit/checks')).items;
  const former = new Map((await read()).map((check) => [check.check, check.checked_at]));
  // A result of the same millisecond would look like the former one.
  await new Promise((resolve) => setTimeout(resolve, 2));
  await operator.post('/v1/audit/run', {}, 'auditor');
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    const checks = await read();
    if (checks.every(({ check, checked_at }) => checked_at !== null && checked_at !== former.get(check))) return checks;
  }
}

async function demandCloud(apiEndpoint: string): Promise<void> {
  const isThere = await fetch(`${apiEndpoint}/v1/health`).catch(() => undefined);
  await isThere?.body?.cancel();
  if (isThere === undefined)
    throw new Error(
      `Nothing listens on ${apiEndpoint}; start the local cloud with "npm start", or name its ports: ${USAGE}`,
    );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
