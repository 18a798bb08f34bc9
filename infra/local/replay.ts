import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Operator } from '#infra/local/operator';

const USAGE = 'npm run replay -- US_2025_04 [--api-port N]';
const POLL_MILLISECONDS = 1000;

const started = z.looseObject({
  status: z.enum(['running', 'completed', 'failed']),
  location: z.string().optional(),
  matches: z.boolean().optional(),
});

/** Replays a frozen period of the running local cloud and prints the comparison; exit status 0 says that it matches. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { 'api-port': { type: 'string', default: '4000' } },
    allowPositionals: true,
  });
  const [periodId, ...rest] = positionals;
  if (periodId === undefined || rest.length > 0) throw new Error(`One period is replayed at a time; ${USAGE}`);
  const apiEndpoint = `http://127.0.0.1:${values['api-port']}`;
  const isThere = await fetch(`${apiEndpoint}/v1/health`).catch(() => undefined);
  if (isThere === undefined)
    throw new Error(
      `Nothing listens on ${apiEndpoint}; start the local cloud with "npm start", or name its port with --api-port`,
    );
  await isThere.body?.cancel();
  const operator = new Operator({ awsEndpoint: apiEndpoint, apiEndpoint });
  try {
    let answer = await operator.post(`/v1/periods/${periodId}/replay`, {}, 'auditor');
    for (let found = started.parse(answer); found.status === 'running'; found = started.parse(answer)) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
      answer = await operator.get(found.location ?? '', 'auditor');
    }
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    const { matches = false } = started.parse(answer);
    process.stdout.write(matches ? `${periodId} replays to the same bytes\n` : `${periodId} does NOT replay\n`);
    if (!matches) process.exitCode = 2;
  } finally {
    operator.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
